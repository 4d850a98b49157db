const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A size for people, in powers of 1,000: `512 B`, `34 kB`, `1.2 GB`. */
export function bytesWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${unit > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit] ?? ""}`;
}
