import { expect, test } from "vitest";
import type { MigrationFile } from "./load-files.ts";
import { planMigrations, type MigrationRow } from "./plan-migrations.ts";

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const file = (number: number, letter = "a", name = `000${number}_a.sql`): MigrationFile => ({
  number,
  name,
  digest: digestOf(letter),
  statements: [],
  isInTransaction: true,
});
const row = (number: number, change: Partial<MigrationRow> = {}): MigrationRow => ({
  number,
  name: `000${number}_a.sql`,
  digest: digestOf("a"),
  startedAt: "2026-01-02 03:04:05+00",
  isFinished: true,
  ...change,
});

test.each([
  { name: "nothing ran", files: [file(1), file(2)], rows: [], pending: [1, 2], notes: [] },
  { name: "some ran", files: [file(1), file(2), file(3)], rows: [row(1)], pending: [2, 3], notes: [] },
  { name: "all ran", files: [file(1)], rows: [row(1)], pending: [], notes: [] },
  {
    name: "one that ran is missing",
    files: [file(2)],
    rows: [row(1)],
    pending: [2],
    notes: ["is not in the artifact"],
  },
  {
    name: "one was renamed",
    files: [file(1, "a", "0001_b.sql")],
    rows: [row(1)],
    pending: [],
    notes: ['ran before as "0001_a.sql"'],
  },
  { name: "one comes late", files: [file(1), file(2)], rows: [row(2)], pending: [1], notes: ["after later ones"] },
])("$name: $pending are to run", ({ files, rows, pending, notes }) => {
  const plan = planMigrations(files, rows, "t");
  expect(plan.problems).toEqual([]);
  expect(plan.pending.map(({ number }) => number)).toEqual(pending);
  expect(plan.notes).toEqual(notes.map((note) => expect.stringContaining(note) as unknown));
});

test("a file that was changed after it ran is refused, with both digests", () => {
  expect(planMigrations([file(1, "b")], [row(1)], "t").problems).toEqual([
    '"0001_a.sql" was changed after it ran: it ran as sha256:aaaaaaaaaaaa, and is sha256:bbbbbbbbbbbb; put it back, and write a new file',
  ]);
});

test("a file whose end nobody recorded is a person's decision, whether it is there or not", () => {
  for (const files of [[file(1)], []]) {
    const [problem] = planMigrations(files, [row(1, { isFinished: false })], "public.t").problems;
    expect(problem).toContain("begun at 2026-01-02 03:04:05+00");
    expect(problem).toContain("delete from public.t where number = 1;");
    expect(problem).toContain("update public.t set finished_at = now() where number = 1");
  }
});
