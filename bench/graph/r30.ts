import { readFile } from "node:fs/promises";
import { z } from "zod";
import { sortByNeeds } from "../../domain/graph.ts";
import type { Graph } from "./graph.ts";

const File = z.object({ components: z.array(z.tuple([z.string(), z.number(), z.array(z.string())])) });

/** R30, the reference environment of 30 components, needs first. */
export async function r30(): Promise<Graph> {
  const text = await readFile(new URL("../../examples/r30/r30.json", import.meta.url), "utf8");
  const { components } = File.parse(JSON.parse(text));
  const byName = new Map(components.map(([name, seconds, needs]) => [name, { name, type: name, seconds, needs }]));
  const order = sortByNeeds([...byName.values()]);
  return { name: "r30", components: order.flatMap((name) => byName.get(name) ?? []) };
}
