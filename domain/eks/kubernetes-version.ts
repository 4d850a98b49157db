/** The minor of a Kubernetes version: 32 of `1.32`. Undefined for what is none. */
export function minorOf(version: string): number | undefined {
  const digits = /^1\.(\d{1,4})$/.exec(version)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The version of a minor: `1.32` of 32. */
export function versionOf(minor: number): string {
  return `1.${minor}`;
}

/** Whether a version comes before another one. False where one of them is none. */
export function isEarlier(version: string, other: string): boolean {
  return (minorOf(version) ?? NaN) < (minorOf(other) ?? NaN);
}

/** So many minors a node of this minor may be behind its control plane. */
export function lagAllowed(nodeMinor: number): number {
  return nodeMinor >= 25 ? 3 : 2;
}
