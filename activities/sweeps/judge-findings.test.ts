import { expect, test } from "vitest";
import { judgeFindings } from "./judge-findings.ts";

async function judge(answers: readonly (number | Error)[]) {
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const limits: number[] = [];
  await judgeFindings({
    store: {
      judgeFindings: async (_judge, limit) => {
        const answer = answers[limits.length] ?? 0;
        limits.push(limit);
        if (limits.length === answers.length) stopping.abort();
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    signal: stopping.signal,
    now: () => 0,
    onError: (error) => void errors.push(error),
  });
  return { errors, limits };
}

test("judgeFindings() goes on at once behind a full batch", async () => {
  expect(await judge([100, 100, 3])).toEqual({ errors: [], limits: [100, 100, 100] });
});

test("judgeFindings() tells of a round that failed, unless it was stopped", async () => {
  expect((await judge([new Error("away")])).errors).toEqual([]);
  expect((await judge([new Error("away"), 0])).errors).toEqual([new Error("away")]);
});
