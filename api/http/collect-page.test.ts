import { expect, it } from "vitest";
import type { Page } from "../../adapters/store/port.ts";
import { collectPage } from "./collect-page.ts";

/** Numbers from 1, in pages as asked. */
const numbersTo = (last: number) => async (page: Page) => {
  const from = Number(page.continue ?? 0);
  const items = Array.from({ length: Math.min(page.limit, last - from) }, (_, index) => from + index + 1);
  const to = from + items.length;
  return to < last ? { items, continue: String(to) } : { items };
};

it.each([
  ["everything where all are wanted", 10, 3, () => true, { items: [1, 2, 3], continue: "3" }],
  ["the last page without a next one", 3, 3, () => true, { items: [1, 2, 3] }],
  ["a full page out of several", 10, 3, (item: number) => item % 2 === 0, { items: [2, 4, 6], continue: "6" }],
  ["what there is where too few are wanted", 10, 3, (item: number) => item > 8, { items: [9, 10] }],
  ["nothing yet, and where to go on, after many pages", 1_000, 3, () => false, { items: [], continue: "60" }],
] as const)("answers %s", async (_, last, limit, isWanted, page) => {
  expect(await collectPage(numbersTo(last), { limit }, isWanted)).toEqual(page);
});

it("loses and repeats nothing over pages", async () => {
  const found: number[] = [];
  for (let at: string | undefined = "0"; at !== undefined;) {
    const page: { readonly items: readonly number[]; readonly continue?: string } = await collectPage(
      numbersTo(100),
      { limit: 4, continue: at },
      (item) => item % 3 === 0,
    );
    found.push(...page.items);
    at = page.continue;
  }
  expect(found).toEqual(Array.from({ length: 33 }, (_, index) => (index + 1) * 3));
});
