import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { componentKindByName } from "../../workers/component-kinds.ts";

const GUIDE = new URL("../../docs/guide/amazon-eks.md", import.meta.url);

test("the blueprint of the guide holds configs that its kinds take", async () => {
  const [, text = ""] = /```yaml\n([\s\S]+?)```/.exec(await readFile(GUIDE, "utf8")) ?? [];
  // What an expression gives is a name.
  const { components } = parse(text.replaceAll(/\$\{[^}]+\}/g, "main")) as {
    components: Record<string, { kind: string; config: object }>;
  };
  expect(Object.keys(components)).toEqual(["cluster", "cni", "general", "coredns"]);
  for (const { kind, config } of Object.values(components)) {
    expect(componentKindByName[kind]?.config.safeParse(config).error).toBeUndefined();
  }
});
