import { canonicalJson } from "../../../domain/canonical-json.ts";
import type { EksKind, Seen } from "./kind.ts";
import type { LifeNotes, Notebook } from "./life-notes.ts";

type Given = NonNullable<LifeNotes["given"]>;

/** What a config gives a resource. */
export function givenBy<Config, S extends Seen>(kind: Pick<EksKind<Config, S>, "tags">, config: Config): Given {
  const keys = Object.entries(config as object).filter(([, value]) => value !== undefined);
  return { tags: Object.keys(kind.tags(config)).toSorted(), states: keys.map(([key]) => key).toSorted() };
}

/** Notes what a config gives before it does so: tags of earlier ones are taken off later, and so are not forgotten. */
export async function noteGiving(notebook: Notebook, { tags, states }: Given): Promise<void> {
  const all = new Set([...(notebook.notes.given?.tags ?? []), ...tags]);
  await noteGiven(notebook, { tags: [...all].toSorted(), states });
}

/** Notes what was given, once it is as a config wants it. */
export async function noteGiven({ notes, write }: Notebook, given: Given): Promise<void> {
  if (canonicalJson(notes.given ?? null) !== canonicalJson(given)) await write({ given });
}
