/** Digests of what a process is launched with, without spaces. Nothing can be told from them: its environment may be secret. */
export interface InputDigests {
  /** `none` where it runs without one. */
  readonly artifact: string;
  readonly command: string;
  readonly environment: string;
}

/** What a process is launched with. */
export interface LaunchInputs {
  readonly artifact: string | undefined;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Digests the inputs; the order of the variables makes no difference. */
export function digestInputs(inputs: LaunchInputs, keyedHash: (value: string) => string): InputDigests {
  const variables = Object.entries(inputs.environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    artifact: inputs.artifact ?? "none",
    command: keyedHash(JSON.stringify(inputs.command)),
    environment: keyedHash(JSON.stringify(variables)),
  };
}

/** The inputs that differ, as a driver names them; empty when none does. */
export function changedInputs(before: InputDigests, now: InputDigests): readonly string[] {
  const fields = { artifact: "artifact", command: "config.command", environment: "config.environment" } as const;
  return (["artifact", "command", "environment"] as const)
    .filter((key) => before[key] !== now[key])
    .map((key) => fields[key]);
}
