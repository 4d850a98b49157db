import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "./world.ts";

/** One line of the journal that the programs of steps write. */
interface Entry {
  readonly verb: "do" | "undo";
  readonly name: string;
  /** Version of the artifact that it ran in. */
  readonly built: string;
  /** What it was given of the release and of the step before. */
  readonly given: string;
}

/** Looks whether each step that had begun was undone once, last first, with what it was done with. */
export async function checkUndo({ place }: World, undoneLater: readonly string[] = []): Promise<readonly string[]> {
  const entries = await readJournal(join(place, "journal"));
  const begun = new Map(entries.filter(({ verb }) => verb === "do").map((entry) => [entry.name, entry]));
  const undone = entries.filter(({ verb }) => verb === "undo");
  const reversed = [...begun.keys()].toReversed();
  const wanted = [...reversed.filter((name) => !undoneLater.includes(name)), ...undoneLater];
  const names = undone.map(({ name }) => name);
  const others = undone.filter(
    ({ name, built, given }) => begun.get(name)?.built !== built || begun.get(name)?.given !== given,
  );
  return [
    ...(names.join() === wanted.join() ? [] : [`undone were ${names.join(", ")}, wanted ${wanted.join(", ")}`]),
    ...others.map((entry) => `${entry.name} was undone otherwise than it was done: ${JSON.stringify(entry)}`),
  ];
}

async function readJournal(path: string): Promise<readonly Entry[]> {
  const text = await readFile(path, "utf8").catch(() => ""); // No step has begun.
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Entry);
}
