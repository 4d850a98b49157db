/** Orders versions of an add-on: negative where the first is the earlier one. `v1.9.3-eksbuild.2` comes before `v1.10.0-eksbuild.1`. */
export function compareAddonVersions(first: string, second: string): number {
  const [left, right] = [numbersOf(first), numbersOf(second)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? -1) - (right[at] ?? -1);
    if (difference !== 0) return difference;
  }
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** Whether two versions have the same minor, or neighbouring ones of the same major. */
export function isWithinOneMinor(first: string, second: string): boolean {
  const [left, right] = [numbersOf(first), numbersOf(second)];
  return left[0] === right[0] && Math.abs((left[1] ?? 0) - (right[1] ?? 0)) <= 1;
}

function numbersOf(version: string): readonly number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
