import { describe, expect, test } from "vitest";
import { needAt, needOf } from "./estimate.ts";

const MB = 2 ** 20;

const measured = {
  watched: {
    cpuMs: new Map([
      ["cell", 6_000],
      ["temporal", 3_000],
      ["cloud", 9_000],
    ]),
    rssMost: new Map([
      ["cell", 300 * MB],
      ["temporal", 500 * MB],
      ["cloud", 900 * MB],
    ]),
    wallMs: 60_000,
    agesMs: [],
  },
  third: new Map([
    ["temporal", 400 * MB],
    ["cloud", 100 * MB],
  ]),
  all: new Map([
    ["temporal", 500 * MB],
    ["cloud", 800 * MB],
  ]),
  looked: 1,
  drifted: 0,
  failed: 0,
  newEvents: 0,
  newLooks: 0,
  histories: { events: 0, bytesMost: 0 },
  databaseBytes: 200 * MB,
  temporalBytes: 100 * MB,
};

describe("needOf", () => {
  test("adds up all processes but the simulated cloud", () => {
    expect(needOf({ environments: 3_000 }, measured)).toEqual({
      rssBytes: 800 * MB,
      cores: 0.15,
      diskBytes: 300 * MB,
      bytesPerEnvironment: (100 * MB) / 2_000,
    });
  });
});

describe("needAt", () => {
  test("adds memory for each environment more, and lets time and disk grow with all of them", () => {
    const need = needAt(needOf({ environments: 3_000 }, measured), 3_000, 30_000);
    expect(need.rssBytes).toBe(800 * MB + 27_000 * ((100 * MB) / 2_000));
    expect(need.cores).toBeCloseTo(1.5, 9);
    expect(need.diskBytes).toBe(3_000 * MB);
  });

  test("expects no less memory for more of them, whatever was measured", () => {
    const shrunk = { rssBytes: 800, cores: 1, diskBytes: 1, bytesPerEnvironment: -5 };
    expect(needAt(shrunk, 1, 100).rssBytes).toBe(800);
  });
});
