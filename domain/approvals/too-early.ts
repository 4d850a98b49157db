/** A gate's answer, as it matters to the question whether people are to be asked. */
export interface AnsweredGate {
  readonly name: string;
  readonly verdict: "pass" | "wait" | "reject";
  readonly reasons: readonly string[];
  readonly concerns: "release" | "people" | "tickets" | "policy";
  /** True where it waits for a time that it knows: it passes by itself. */
  readonly passesByItself: boolean;
  /** True once it has told something of what it opened. */
  readonly hasOutput: boolean;
}

/**
 * Why people are not to be asked yet; undefined when they are. Nobody is asked about what cannot be deployed, and who is
 * asked sees the ticket that belongs to it.
 */
export function tooEarly(
  gates: readonly AnsweredGate[],
  waits: readonly { readonly for: string; readonly reason: string; readonly until?: number }[],
): string | undefined {
  const rejecting = gates.find(({ verdict }) => verdict === "reject");
  if (rejecting !== undefined) return `gate "${rejecting.name}" says no`;
  const release = gates.find((gate) => gate.concerns === "release" && gate.verdict === "wait" && !gate.passesByItself);
  if (release !== undefined) return `gate "${release.name}" waits: ${release.reasons.join("; ")}`;
  const ticket = gates.find((gate) => gate.concerns === "tickets" && gate.verdict === "wait" && !gate.hasOutput);
  if (ticket !== undefined) return `gate "${ticket.name}" has opened no ticket yet`;
  const held = waits.find((wait) => wait.for === "hold" || (wait.for === "freeze" && wait.until === undefined));
  return held?.reason;
}
