import { expect, test } from "vitest";
import { BUSY_SHARE, createTurns } from "./turns.ts";

/** A process whose event loop is busy for so long before each turn; answers the rests. */
async function restsOf(turns: readonly { readonly active: number; readonly idle: number }[], share = BUSY_SHARE) {
  const use = { active: 0, idle: 0 };
  const rests: number[] = [];
  const turn = createTurns(share, {
    loopUse: () => ({ ...use }),
    async rest(ms) {
      rests.push(ms);
      use.idle += ms;
    },
  });
  for (const { active, idle } of turns) {
    use.active += active;
    use.idle += idle;
    await turn();
  }
  return { rests, use };
}

test("turns of a loop that is idle for three quarters of the time come without a rest", async () => {
  const { rests } = await restsOf(Array.from({ length: 1_000 }, () => ({ active: 2, idle: 6 })));
  expect(rests).toEqual([]);
});

test("turns that would take all of the time take three tenths of it", async () => {
  const { use } = await restsOf(Array.from({ length: 10_000 }, () => ({ active: 3, idle: 0 })));
  expect(use.active / (use.active + use.idle)).toBeCloseTo(0.3, 1);
});

test.each([0.1, 0.5, 0.9])("turns take the share %d of the time where that is asked for", async (share) => {
  const busy = Array.from({ length: 10_000 }, () => ({ active: 2, idle: 0 }));
  const { use } = await restsOf(busy, share);
  expect(use.active / (use.active + use.idle)).toBeCloseTo(share, 1);
});

test("turns that may take all of the time come without a rest", async () => {
  expect((await restsOf([{ active: 60_000, idle: 0 }], 1)).rests).toEqual([]);
});

test("turns after an idle time take all of the time for a while", async () => {
  const { rests } = await restsOf([
    { active: 0, idle: 60_000 },
    ...Array.from({ length: 60 }, () => ({ active: 3, idle: 0 })),
  ]);
  expect(rests).toEqual([]);
});

test("turns get on, slowly, beside what takes all of the time", async () => {
  const { rests } = await restsOf(Array.from({ length: 3 }, () => ({ active: 1_000, idle: 0 })));
  expect(rests).toEqual([20, 20, 20]);
});

test("one turn is handed out at a time, in the order in which they were asked for", async () => {
  const turn = createTurns();
  const order: number[] = [];
  await Promise.all([1, 2, 3].map(async (asked) => (await turn(), order.push(asked))));
  expect(order).toEqual([1, 2, 3]);
});
