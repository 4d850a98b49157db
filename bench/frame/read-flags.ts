import { parseArgs } from "node:util";
import type { z } from "zod";

/** Reads flags that each take a value; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readFlags<Settings extends z.ZodObject>(
  settings: Settings,
  args: readonly string[],
): z.infer<Settings> | "help" {
  const text = { type: "string" } as const;
  const flags = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, text]));
  const { values } = parseArgs({ args: [...args], options: { ...flags, help: { type: "boolean", short: "h" } } });
  return values["help"] === true ? "help" : settings.parse(values);
}
