import type { ComponentView } from "../answers.ts";
import type { Paint } from "./paint.ts";
import { oneLine } from "./text-width.ts";

/** The lines of every fault among the components: what is wrong, and the last lines that the component wrote. */
export function renderFaults(components: readonly ComponentView[], paint: Paint): readonly string[] {
  return components.flatMap(({ name, kind, fault }) => {
    if (fault === undefined) return [];
    const head = `${paint("red", "✘")} ${paint("bold", name)} (${kind})  ${fault.code}: ${oneLine(fault.message)}`;
    return [head, ...fault.log.map((line) => `    ${paint("dim", "|")} ${oneLine(line)}`)];
  });
}
