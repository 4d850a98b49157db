import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS =
  "domain|workflows|activities|adapters|workers|api|cli|embedded|fakes|examples|bench|test|scripts|docs|console";
// A path starts with a folder of ours and names no placeholder.
const PATH = new RegExp(`^(?:(?:${FOLDERS})/[\\w./@-]*|[A-Z]+\\.md)$`);

const pages: string[] = [];
for await (const page of glob(["*.md", "docs/**/*.md", "examples/**/*.md"], { cwd: ROOT })) pages.push(page);

test.each(pages.toSorted())("every link and path in %s leads somewhere", async (page) => {
  const text = (await readFile(join(ROOT, page), "utf8")).replaceAll(/^```[\s\S]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, target = ""]) =>
    join(dirname(page), target),
  );
  const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = ""]) => name).filter((name) => PATH.test(name));
  // A page below examples/ names the files beside it.
  const isThere = (path: string) => [ROOT, join(ROOT, dirname(page))].some((base) => existsSync(join(base, path)));
  expect([...links, ...named].filter((path) => !isThere(path))).toEqual([]);
});
