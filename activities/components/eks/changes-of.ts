import { tagChanges } from "../../../domain/eks/ownership.ts";
import type { Change, EksKind, Seen } from "./kind.ts";
import type { LifeNotes } from "./life-notes.ts";

/** Every change in place that brings a resource to what is wanted, that of its tags last. */
export function changesOf<Config, S extends Seen>(
  kind: EksKind<Config, S>,
  seen: S,
  { config, notes }: { readonly config: Config; readonly notes: LifeNotes },
): readonly Change[] {
  return [...kind.changes(seen, config, notes.remembered), ...tagChange(seen, kind.tags(config), notes.tags)];
}

function tagChange(
  { arn, tags }: Seen,
  wanted: Readonly<Record<string, string>>,
  given: readonly string[],
): readonly Change[] {
  const { set, remove } = tagChanges(tags, wanted, given);
  if (Object.keys(set).length === 0 && remove.length === 0) return [];
  return [
    {
      step: "tags",
      fields: ["config.tags"],
      shows: { "config.tags": { ...tags } },
      request: { set, remove: [...remove] },
      async send({ eks, signal }) {
        if (Object.keys(set).length > 0) await eks.tagResource({ resourceArn: arn, tags: { ...set } }, signal);
        if (remove.length > 0) await eks.untagResource({ resourceArn: arn, tagKeys: [...remove] }, signal);
        return undefined;
      },
    },
  ];
}
