import { expect, test } from "vitest";
import { drawFrom } from "./draw.ts";

const draw = drawFrom("seed");

test("a draw depends on the seed and what it is for, and on nothing else", () => {
  const of = { incarnation: "a#1", event: "create" };
  expect(draw.fraction(of)).toBe(drawFrom("seed").fraction({ ...of, ordinal: 0 }));
  const others = [drawFrom("other").fraction(of), draw.fraction({ ...of, incarnation: "a#2" })];
  expect(others).not.toContain(draw.fraction(of));
  expect(draw.fraction({ ...of, ordinal: 1 })).not.toBe(draw.fraction(of));
});

test("seconds lie in their range, most of them near its mode", () => {
  const drawn = Array.from({ length: 2000 }, (_, ordinal) =>
    draw.seconds({ incarnation: "a#1", event: "create", ordinal }, [420, 540, 720]),
  );
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(420);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(720);
  const mean = drawn.reduce((sum, seconds) => sum + seconds, 0) / drawn.length;
  expect(Math.abs(mean - (420 + 540 + 720) / 3)).toBeLessThan(5);
  expect(draw.seconds({ incarnation: "a#1", event: "create" }, [5, 5, 5])).toBe(5);
});

test("ids look like those of AWS", () => {
  const uuid = draw.uuid({ incarnation: "a#1", event: "id" });
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(draw.hex({ incarnation: "a#1", event: "id" }, 17)).toMatch(/^[0-9a-f]{17}$/);
});
