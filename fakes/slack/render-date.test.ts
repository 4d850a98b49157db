import { expect, test } from "vitest";
import { renderDate } from "./render-date.ts";

const AT = Date.parse("2026-09-21T13:33:20Z") / 1000;
const DAY = 86_400;

test.each([
  { format: "{date_num} {time_secs}", text: "2026-09-21 13:33:20" },
  { format: "{date} at {time}", text: "21 September 2026 at 13:33" },
  { format: "{date_short}", text: "21 Sept 2026" },
  { format: "{date_long}", text: "Monday, 21 September 2026" },
  { format: "{date_short_pretty} {time}", text: "today 13:33" },
  { format: "{colour}", text: "{colour}" },
])("$format is shown as $text", ({ format, text }) => {
  expect(renderDate(AT, format, AT * 1000)).toBe(text);
});

test("the days around today have names, others have dates", () => {
  const days = [-2, -1, 1, 2].map((days) => renderDate(AT + days * DAY, "{date_pretty}", AT * 1000));
  expect(days).toEqual(["19 September 2026", "yesterday", "tomorrow", "23 September 2026"]);
});
