import { expect, test } from "vitest";
import type { CellFinding } from "../domain/schema/cell-check.ts";
import { answerCellChecks } from "./answer-cell-checks.ts";

const LACKS: CellFinding = { name: "permission eks:CreateCluster", ok: false, found: "is missing", next: "allow it" };

/** A cell that is asked once, and stops when it has answered. */
async function askedOnce(check: () => Promise<readonly CellFinding[]>, failures = 0) {
  const stopping = new AbortController();
  const answers: (readonly [number, readonly CellFinding[]])[] = [];
  const errors: unknown[] = [];
  await answerCellChecks({
    cell: "aws-eu",
    check,
    signal: stopping.signal,
    onError: (error) => void errors.push(error),
    checks: {
      async asked() {
        if (errors.length < failures) throw new Error("the store is away");
        return await Promise.resolve(7);
      },
      async answer(_cell, asked, findings) {
        answers.push([asked, findings]);
        await Promise.resolve(stopping.abort());
      },
    },
  });
  return { answers, errors };
}

test("a cell that is asked checks itself, and answers that question; a store that is away is asked again", async () => {
  const { answers, errors } = await askedOnce(async () => await Promise.resolve([LACKS]), 1);
  expect(answers).toEqual([[7, [{ name: "worker", ok: true, found: "it answers" }, LACKS]]]);
  expect(errors).toHaveLength(1);
});

test("a check that fails is an answer, too", async () => {
  const { answers } = await askedOnce(async () => await Promise.reject(new Error("no network")));
  expect(answers[0]?.[1]).toMatchObject([
    { name: "worker", ok: true },
    { name: "check", ok: false, found: "no network" },
  ]);
});
