import type { SnapshotView } from "../answers.ts";
import { listAll } from "../list-all.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Data that outlived its component, the newest first. */
export const snapshots = defineNoun<SnapshotView>({
  plural: "snapshots",
  singular: "snapshot",
  short: ["snap", "snaps"],
  nameOf: ({ id }) => id,
  sortKey: ({ takenAt, id }) => `${newestFirst(takenAt)} ${id}`,
  fetch: (session, { project }) => listAll(session, "v1/snapshots", { project }),
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project },
    { title: "ENVIRONMENT", text: ({ environment }) => environment },
    { title: "COMPONENT", text: ({ component }) => component },
    { title: "KIND", text: ({ kind }) => kind },
    { title: "PHASE", text: ({ phase }) => phase, style: ({ phase }) => styleOfWord(phase) },
    { title: "AGE", text: ({ takenAt }, nowMs) => ageWord(takenAt, nowMs) },
  ],
});
