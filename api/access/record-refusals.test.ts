import { expect, it } from "vitest";
import type { NewRefusal } from "../../adapters/store/people-port.ts";
import { jsonLog } from "../http/log.ts";
import { recordRefusals } from "./record-refusals.ts";

const refusal = {
  action: "view",
  resource: { kind: "organisation" },
  code: "FORBIDDEN",
  reason: "no role",
  via: "api",
  traceId: "t",
} as const;
const ada = { kind: "person", name: "ada", id: "p1" } as const;

it("keeps ten a second of one actor, counts the rest, and says with the next how many", () => {
  let nowMs = 0;
  const kept: NewRefusal[] = [];
  const store = { recordRefusal: async (one: NewRefusal) => void kept.push(one) };
  const record = recordRefusals(store, { log: jsonLog(() => undefined), nowMs: () => nowMs });
  for (let count = 0; count < 25; count += 1) record.note({ ...refusal, actor: ada });
  // Another is not held up by the first, nor is who nobody knows.
  record.note({ ...refusal, actor: { ...ada, id: "p2" } });
  record.note(refusal);
  expect(kept).toHaveLength(12);
  expect(kept.every(({ dropped }) => dropped === 0)).toBe(true);
  nowMs = 1_000;
  record.note({ ...refusal, actor: ada });
  expect(kept.at(-1)).toMatchObject({ actor: ada, dropped: 15 });
});

it("remembers no more sources than a thousand", () => {
  const kept: NewRefusal[] = [];
  const store = { recordRefusal: async (one: NewRefusal) => void kept.push(one) };
  const record = recordRefusals(store, { log: jsonLog(() => undefined), nowMs: () => 0 });
  for (let count = 0; count < 11; count += 1) record.note({ ...refusal, actor: ada });
  for (let id = 0; id < 1_000; id += 1) record.note({ ...refusal, actor: { ...ada, id: `other-${id}` } });
  const before = kept.length;
  record.note({ ...refusal, actor: ada });
  expect(kept.length).toBe(before + 1);
});
