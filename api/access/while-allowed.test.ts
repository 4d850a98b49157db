import { expect, it } from "vitest";
import { whileAllowed } from "./while-allowed.ts";

async function* lines(count: number) {
  for (let number = 1; number <= count; number += 1) yield number;
}

it("asks again at most every 2 s, and ends before what may not be had any more", async () => {
  let nowMs = 0;
  const answers = [true, false];
  const asked: number[] = [];
  const source = whileAllowed(
    lines(10),
    async () => {
      asked.push(nowMs);
      return answers.shift() ?? false;
    },
    () => nowMs,
  );
  const read: number[] = [];
  for await (const line of source) {
    read.push(line);
    nowMs += 900;
  }
  expect(asked).toEqual([2_700, 5_400]);
  expect(read).toEqual([1, 2, 3, 4, 5, 6]);
});
