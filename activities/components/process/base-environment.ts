const KEPT = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"];

/** The variables that a component's process gets besides its own: where programs and the user are, and nothing of Holdfast's. */
export function baseEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const kept = KEPT.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}
