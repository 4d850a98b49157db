import { expect, test } from "vitest";
import { mergeSpans } from "./merge-spans.ts";

const span = (startMs: number, endMs: number) => ({ startMs, endMs });

test.each([
  { name: "keeps spans with a gap apart, sorted", spans: [span(5, 6), span(1, 4)], want: [span(1, 4), span(5, 6)] },
  { name: "joins spans that overlap", spans: [span(1, 4), span(3, 6)], want: [span(1, 6)] },
  { name: "joins spans that touch", spans: [span(4, 6), span(1, 4)], want: [span(1, 6)] },
  { name: "swallows a span inside another", spans: [span(1, 9), span(3, 4), span(8, 10)], want: [span(1, 10)] },
  { name: "drops empty and reversed spans", spans: [span(2, 2), span(4, 3)], want: [] },
  {
    name: "joins spans that are open before",
    spans: [span(-Infinity, 3), span(-Infinity, 2)],
    want: [span(-Infinity, 3)],
  },
  { name: "joins spans that are open after", spans: [span(5, Infinity), span(1, 5)], want: [span(1, Infinity)] },
  {
    name: "makes all time of two that meet",
    spans: [span(0, Infinity), span(-Infinity, 0)],
    want: [span(-Infinity, Infinity)],
  },
])("mergeSpans() $name", ({ spans, want }) => {
  expect(mergeSpans(spans)).toEqual(want);
});

test("mergeSpans() holds exactly the instants that one of its spans held", () => {
  let state = 1;
  const draw = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 500; round++) {
    const spans = Array.from({ length: draw(6) }, () => span(draw(20), draw(20)));
    const merged = mergeSpans(spans);
    for (let instant = 0; instant < 20; instant++) {
      const holds = ({ startMs, endMs }: { startMs: number; endMs: number }) => startMs <= instant && instant < endMs;
      expect(merged.filter(holds).length).toBe(spans.some(holds) ? 1 : 0);
    }
    expect(merged.every(({ startMs }, index) => index === 0 || startMs > (merged[index - 1]?.endMs ?? 0))).toBe(true);
  }
});
