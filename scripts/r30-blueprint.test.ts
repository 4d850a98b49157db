import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { r30Blueprint } from "./r30-blueprint.ts";

const read = async (name: string) => await readFile(new URL(`../examples/r30/${name}`, import.meta.url), "utf8");

interface Component {
  readonly kind: string;
  readonly after?: readonly string[];
  readonly config: { readonly type: string; readonly seconds: number };
}

test("the committed blueprint is what the graph says (else: node scripts/r30-blueprint.ts)", async () => {
  expect(await read("blueprint.yaml")).toBe(r30Blueprint(await read("r30.json")));
});

test("the blueprint holds the 30 components, 2,781 s of work and the critical path of 990 s", async () => {
  const components: Record<string, Component> = parse(await read("blueprint.yaml")).spec.components;
  const finishSeconds = (name: string): number => {
    const { after = [], config } = components[name] ?? { config: { seconds: Number.NaN } };
    return config.seconds + Math.max(0, ...after.map(finishSeconds));
  };
  const all = Object.entries(components);
  expect(all).toHaveLength(30);
  expect(all.filter(([name, { kind, config }]) => kind === "simulated" && config.type === name)).toHaveLength(30);
  expect(all.reduce((sum, [, { config }]) => sum + config.seconds, 0)).toBe(2781);
  expect(Math.max(...all.map(([name]) => finishSeconds(name)))).toBe(990);
});

test("a dependency that is no component is refused by name", () => {
  expect(() => r30Blueprint('{"components":[["a",1,["b"]]]}')).toThrow('"a" depends on "b"');
});
