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

const all = () => true;
const even = (item: number) => item % 2 === 0;
const above8 = (item: number) => item > 8;
const none = () => false;

it.each([
  { what: "everything where all are wanted", last: 10, isWanted: all, page: { items: [1, 2, 3], continue: "3" } },
  { what: "the last page without a next one", last: 3, isWanted: all, page: { items: [1, 2, 3] } },
  { what: "a full page out of several", last: 10, isWanted: even, page: { items: [2, 4, 6], continue: "6" } },
  { what: "what there is where too few are wanted", last: 10, isWanted: above8, page: { items: [9, 10] } },
  { what: "nothing yet, and where to go on", last: 1_000, isWanted: none, page: { items: [], continue: "60" } },
])("answers $what", async ({ last, isWanted, page }) => {
  expect(await collectPage(numbersTo(last), { limit: 3 }, isWanted)).toEqual(page);
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
