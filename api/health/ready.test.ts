import { expect, it, vi } from "vitest";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

it("is ready when every check is", async () => {
  const checks = [
    { name: "database", run: async () => undefined },
    { name: "temporal", run: async () => undefined },
  ];
  const answer = await apiUnderTest({ deps: { checks } }).send("/readyz");
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    status: "ready",
    checks: [
      { name: "database", ok: true },
      { name: "temporal", ok: true },
    ],
  });
});

it("names what is away and why, and asks to come back", async () => {
  const checks = [
    { name: "database", run: () => Promise.reject(new Error("the database does not answer")) },
    { name: "temporal", run: async () => undefined },
    { name: "workers", run: async () => "no worker asks for work" },
  ];
  const answer = await apiUnderTest({ deps: { checks } }).send("/readyz");
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("5");
  expect(await answer.json()).toEqual({
    status: "not ready",
    checks: [
      { name: "database", ok: false, reason: "the database does not answer" },
      { name: "temporal", ok: true },
      { name: "workers", ok: false, reason: "no worker asks for work" },
    ],
  });
});

it("does not wait for a check that hangs", async () => {
  vi.useFakeTimers();
  try {
    const asked = apiUnderTest({ deps: { checks: [{ name: "database", run: () => new Promise(() => {}) }] } }).send(
      "/readyz",
    );
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await (await asked).json()).toMatchObject({ checks: [{ ok: false, reason: "no answer within 2000 ms" }] });
  } finally {
    vi.useRealTimers();
  }
});
