import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { OF_UPGRADES, SCENARIOS, titleOf } from "../names.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));
/** How tests of scenarios begin: what they are called comes first. */
const TOLD = /^ *(?:scenario|crash)\(\s*"([^"]+)"/gm;

test("every scenario has a test of its name, here or among those of upgrades, and not in both", async () => {
  const told = new Set<string>();
  for await (const path of glob("{quick,long}/*.test.ts", { cwd: FOLDER })) {
    for (const [, name = ""] of (await readFile(`${FOLDER}/${path}`, "utf8")).matchAll(TOLD)) told.add(name);
  }
  expect([...told, ...OF_UPGRADES].toSorted()).toEqual(Object.values(SCENARIOS).toSorted());
});

test("every scenario that an upgrade goes through has a test of its name among those of upgrades", async () => {
  let told = "";
  for await (const path of glob("../upgrades/*.test.ts", { cwd: FOLDER }))
    told += await readFile(`${FOLDER}/${path}`, "utf8");
  expect(OF_UPGRADES.filter((name) => !told.includes(`"${titleOf(name)}: `))).toEqual([]);
});
