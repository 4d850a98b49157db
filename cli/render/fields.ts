import type { Paint } from "./paint.ts";

/** Lines of names and values, the values below each other. Undefined and empty values are left out. */
export function renderFields(
  fields: readonly (readonly [name: string, value: string | undefined])[],
  paint: Paint,
): readonly string[] {
  const shown = fields.filter(([, value]) => value !== undefined && value !== "");
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${paint("dim", name.padEnd(width))}  ${value ?? ""}`);
}

/** A heading with its lines indented below it; nothing where there are no lines. */
export function renderSection(heading: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ["", paint("bold", heading), ...lines.map((line) => `  ${line}`)];
}
