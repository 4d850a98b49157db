import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { Effects } from "./effects.ts";
import { effectKey, makeEffects } from "./make-effects.ts";
import { memoryLedger } from "./memory-ledger.ts";

const failure = (code: ErrorCode, details = {}) => new OrchestratorError(code, code, { details });

/** A gate named `change` of promotion p1, an outside system that keeps what it was sent, and the calls made on it. */
function world({ reached }: { reached?: (point: string, effect: string) => void } = {}) {
  const ledger = memoryLedger();
  const clock = { ms: 1_000 };
  const made: string[] = [];
  const calls: string[] = [];
  const effects = makeEffects({
    ledger,
    by: "change",
    cause: "p1",
    now: () => clock.ms,
    digest: (request) => JSON.stringify(request),
    ...(reached === undefined ? {} : { reached }),
  });
  /** `before` fails before the system has it, `after` when it has. */
  const create = async (faults: { before?: Error; after?: Error; look?: Error } = {}) =>
    await effects.once({
      call: "create",
      system: "tickets",
      request: { title: "shop" },
      look: async (key) => {
        calls.push("look");
        if (faults.look !== undefined) throw faults.look;
        return made.includes(key) ? { id: "found" } : undefined;
      },
      act: async (key) => {
        calls.push("act");
        if (faults.before !== undefined) throw faults.before;
        made.push(key);
        if (faults.after !== undefined) throw faults.after;
        return { id: "acted" };
      },
    });
  return { ledger, clock, made, calls, effects, create, key: effects.key("create") };
}

test("an effect acts at once the first time, records its intent first and its answer after", async () => {
  const { create, calls, ledger, key } = world();
  expect(await create()).toEqual({ id: "acted" });
  expect(calls).toEqual(["act"]);
  expect(ledger.intents).toEqual([
    { key, by: "change", call: "create", system: "tickets", requestDigest: '{"title":"shop"}' },
  ]);
  expect(ledger.answers.get("change/create")).toEqual({ id: "acted" });
});

test("an effect that was made before answers what it came to, and calls nothing", async () => {
  const { create, calls } = world();
  await create();
  expect(await create()).toEqual({ id: "acted" });
  expect(calls).toEqual(["act"]);
});

test.each([
  { name: "a refusal needs no look", before: failure("REMOTE_REFUSED"), wanted: ["act"] },
  { name: "what never left needs no look", before: failure("REMOTE_NOT_SENT"), wanted: ["act"] },
  { name: "an unclear call that arrived is found", after: failure("REMOTE_UNCLEAR"), wanted: ["look"] },
  {
    name: "an unclear call that did not arrive is made after a look",
    before: failure("REMOTE_UNCLEAR"),
    wanted: ["look", "act"],
  },
  { name: "any other failure needs a look", after: new Error("connection lost"), wanted: ["look"] },
  { name: "a cancelled call needs a look", before: new DOMException("stopped", "AbortError"), wanted: ["look", "act"] },
])("after a failure: $name", async ({ before, after, wanted }) => {
  const { create, calls, made } = world();
  const faults = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  await expect(create(faults)).rejects.toBe(before ?? after);
  calls.length = 0;
  await create();
  expect(calls).toEqual(wanted);
  expect(made).toHaveLength(1);
});

test("a throttled effect is not tried before its time, however often it is asked for, and then needs no look", async () => {
  const { create, calls, clock, ledger, key } = world();
  await expect(create({ before: failure("REMOTE_THROTTLED", { retryAfterMs: 500 }) })).rejects.toThrow(
    "REMOTE_THROTTLED",
  );
  expect(ledger.known(key)).toEqual({ state: "throttled", notBefore: 1_500 });
  for (const ms of [1_000, 1_499]) {
    clock.ms = ms;
    const refusal = { code: "REMOTE_THROTTLED", details: { retryAfterMs: 1_500 - ms } };
    await expect(create()).rejects.toMatchObject(refusal);
  }
  expect(calls).toEqual(["act"]);
  clock.ms = 1_500;
  await create();
  expect(calls).toEqual(["act", "act"]);
});

test("an effect does not act while the ledger's own clock holds it back, as its intent is not recorded then", async () => {
  const ledger = memoryLedger();
  const behind = { ...ledger, intend: async () => ({ state: "throttled" as const, notBefore: 500 }) };
  const parts = { ledger: behind, by: "change", cause: "p1", now: () => 500, digest: () => "" };
  const calls: string[] = [];
  const early = makeEffects(parts).once({
    call: "create",
    system: "tickets",
    request: {},
    look: async () => undefined,
    act: async () => ({ id: String(calls.push("act")) }),
  });
  await expect(early).rejects.toMatchObject({ code: "REMOTE_THROTTLED", details: { retryAfterMs: 1_000 } });
  expect(calls).toEqual([]);
});

test("an effect whose look fails does not act, and looks again", async () => {
  const { create, calls } = world();
  await expect(create({ after: failure("REMOTE_UNCLEAR") })).rejects.toThrow("REMOTE_UNCLEAR");
  await expect(create({ look: failure("REMOTE_NOT_SENT") })).rejects.toThrow("REMOTE_NOT_SENT");
  expect(await create()).toEqual({ id: "found" });
  expect(calls).toEqual(["act", "look", "look"]);
});

test("an effect does not act when the ledger refuses its intent", async () => {
  const effects = makeEffects({
    ledger: memoryLedger({
      mayAct: () => {
        throw failure("FENCED");
      },
    }),
    by: "change",
    cause: "p1",
    now: () => 0,
    digest: () => "",
  });
  const calls: string[] = [];
  const act = async () => ({ id: String(calls.push("act")) });
  const late = effects.once({ call: "create", system: "tickets", request: {}, look: async () => undefined, act });
  await expect(late).rejects.toMatchObject({ code: "FENCED" });
  expect(calls).toEqual([]);
});

test.each(["before intent", "after intent", "after wire", "before done"])(
  "a process that dies %s is followed by one that makes the effect once",
  async (point) => {
    let dieAt: string | undefined = point;
    const points: string[] = [];
    const { create, made } = world({
      reached: (reached, effect) => {
        points.push(effect);
        if (reached === dieAt) throw new Error(`died ${reached}`);
      },
    });
    await expect(create()).rejects.toThrow(`died ${point}`);
    dieAt = undefined;
    await create();
    expect(made).toHaveLength(1);
    expect(new Set(points)).toEqual(new Set(["change/create"]));
  },
);

test("a key is legal everywhere, the same for the same cause, and another for another", () => {
  const key = (cause: string, by: string, call: string) => {
    const effects: Effects = makeEffects({ ledger: memoryLedger(), by, cause, now: () => 0, digest: () => "" });
    return effects.key(call);
  };
  expect(key("p1", "change", "create")).toMatch(/^hf-[0-9a-hjkmnp-tv-z]{16}$/);
  expect(key("p1", "change", "create")).toBe(key("p1", "change", "create"));
  const others = [
    key("p1", "change", "create"),
    key("p2", "change", "create"),
    key("p1", "other", "create"),
    key("p1", "change", "note"),
    key("p1c", "hange", "create"),
  ];
  expect(new Set(others).size).toBe(others.length);
});

test("a key stays what it was in earlier versions: open tickets carry it", () => {
  expect(effectKey(["p1", "change", "create"])).toBe("hf-39j7emv7xyxhfmw3");
});
