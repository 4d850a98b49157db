/** Names of the variables that every process gets from its cell, where the cell has them. */
export const BASE_VARIABLES: readonly string[] = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "TMPDIR",
];

/** The variables that a component's process gets besides its own: where programs and the user are, and nothing of Holdfast's. */
export function baseEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const kept = BASE_VARIABLES.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, name === "PATH" ? withoutNpm(value) : value] as const];
  });
  return Object.fromEntries(kept);
}

/** npm puts its own folders first on the PATH of what it runs: a component must get the person's programs, not ours. */
function withoutNpm(path: string): string {
  const isNpm = (folder: string) => /(\/node_modules\/\.bin|\/node-gyp-bin)\/?$/.test(folder);
  return path
    .split(":")
    .filter((folder) => !isNpm(folder))
    .join(":");
}
