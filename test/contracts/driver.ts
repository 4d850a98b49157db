import { randomBytes, randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Driver, Observation, RemovalSubject, Subject } from "../../activities/components/driver.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** A place where one kind can live for a test, and what the test must know of it. */
export interface DriverWorld<Config> {
  readonly driver: Driver<Config>;
  /** A config that becomes ready here. */
  readonly config: JsonObject;
  readonly artifact?: string;
  /** Another one, and how the kind is to get there. */
  readonly changed: { readonly config: JsonObject; readonly how: "in place" | "by replacing" };
  /** How often the incarnation was made, counted outside of the driver. */
  timesMade(subject: Subject<Config>): Promise<number>;
  /** Takes it away behind the driver's back; absent where nothing is left to take, as of a job that has ended. */
  breakIt?(subject: Subject<Config>): Promise<void>;
  /** Writes into it, and reads it back; present where the kind holds data. */
  readonly data?: {
    write(outputs: Readonly<Record<string, unknown>>, text: string): Promise<void>;
    read(outputs: Readonly<Record<string, unknown>>): Promise<readonly string[]>;
  };
  close(): Promise<void>;
}

const never = () => new AbortController().signal;
const aborted = () => AbortSignal.abort(new Error("cancelled"));

/** What every driver must do. Each kind's test calls this with its own world. */
export function driverContract<Config>(kind: string, makeWorld: () => Promise<DriverWorld<Config>>): void {
  const worlds: DriverWorld<Config>[] = [];
  const used: { world: DriverWorld<Config>; subject: Subject<Config> }[] = [];

  afterEach(async () => {
    for (const { world, subject } of used.splice(0)) await removeUntilGone(world.driver, removal(subject, "component"));
    for (const world of worlds.splice(0)) await world.close();
  });

  async function start() {
    const world = await makeWorld();
    worlds.push(world);
    const parse = (config: JsonObject) => world.driver.config.parse(config);
    const subject = makeSubject(parse(world.config), world.artifact);
    used.push({ world, subject });
    const changed = { ...subject, config: parse(world.changed.config), token: newToken() };
    return { world, driver: world.driver, subject, changed };
  }

  async function startReady() {
    const started = await start();
    await started.driver.apply(started.subject, never());
    const ready = await settle(started.driver, started.subject);
    if (ready.state !== "ready") throw new Error(`not ready: ${JSON.stringify(ready)}`);
    return { ...started, outputs: ready.outputs };
  }

  test(`${kind} parses its examples and refuses an unknown key`, async () => {
    const { driver } = await start();
    expect(driver.kind).toBe(kind);
    for (const example of driver.examples) {
      expect(driver.config.safeParse(example).error).toBeUndefined();
      expect(driver.config.safeParse({ ...example, unheardOf: 1 }).success).toBe(false);
      expect(driver.expectedMs(example)).toBeGreaterThan(0);
    }
  });

  test(`${kind} is absent, and ready after it was applied, with exactly the outputs it declares`, async () => {
    const { driver, subject } = await start();
    expect(await observe(driver, subject)).toEqual({ state: "absent" });
    await driver.apply(subject, never());
    const seen = await settle(driver, subject);
    expect(seen).toMatchObject({ state: "ready" });
    const outputs = seen.state === "ready" ? seen.outputs : {};
    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(driver.outputs).toSorted());
  });

  test(`${kind} applied again with the same token is made once`, async () => {
    const { world, driver, subject } = await startReady();
    await driver.apply(subject, never());
    expect(await settle(driver, subject)).toMatchObject({ state: "ready" });
    expect(await world.timesMade(subject)).toBe(1);
  });

  test(`${kind} applied by racers is made once`, async () => {
    const { world, driver, subject } = await start();
    await Promise.all(Array.from({ length: 4 }, async () => await driver.apply(subject, never())));
    expect(await settle(driver, subject)).toMatchObject({ state: "ready" });
    expect(await world.timesMade(subject)).toBe(1);
  });

  test(`${kind} with another config differs and gets there as it says`, async () => {
    const { world, driver, subject, changed } = await startReady();
    const differs = await observe(driver, changed);
    expect(differs).toMatchObject({ state: "differs", replace: world.changed.how === "by replacing" });
    if (world.changed.how === "by replacing") {
      const fields = differs.state === "differs" ? differs.fields : [];
      expect(driver.replaceOn).toEqual(expect.arrayContaining([...fields]));
      await removeUntilGone(driver, removal(subject, "incarnation"));
    }
    const next = world.changed.how === "by replacing" ? { ...changed, incarnation: subject.incarnation + 1 } : changed;
    used.push({ world, subject: next });
    await driver.apply(next, never());
    expect(await settle(driver, next)).toMatchObject({ state: "ready" });
  });

  test(`${kind} can be removed, twice, and without ever having been there`, async () => {
    const { driver, subject } = await startReady();
    await removeUntilGone(driver, removal(subject, "component"));
    expect(await driver.remove(removal(subject, "component"), never())).toBe("gone");
    expect(await observe(driver, subject)).toEqual({ state: "absent" });
    const another = makeSubject(subject.config, subject.artifact);
    expect(await driver.remove(removal(another, "incarnation"), never())).toBe("gone");
    expect(await driver.remove(removal(another, "component"), never())).toBe("gone");
  });

  test(`${kind} does nothing when it is cancelled`, async () => {
    const { world, driver, subject } = await start();
    await expect(driver.apply(subject, aborted())).rejects.toThrow("cancelled");
    await expect(driver.observe(subject, { waitMs: 100, signal: aborted() })).rejects.toThrow("cancelled");
    expect(await world.timesMade(subject)).toBe(0);
    expect(await observe(driver, subject)).toEqual({ state: "absent" });
  });

  test(`${kind} that was taken away comes back as the next incarnation`, async () => {
    const { world, driver, subject } = await startReady();
    if (world.breakIt === undefined) return;
    if (driver.check !== undefined) expect(await driver.check(subject, never())).toEqual({ state: "alive" });
    await world.breakIt(subject);
    await expect
      .poll(async () => (await observe(driver, subject)).state, { timeout: 10_000 })
      .toMatch(/^(gone|absent)$/);
    if (driver.check !== undefined) {
      expect(await driver.check(subject, never())).toMatchObject({ state: "dead", detail: expect.any(String) });
    }
    const next = { ...subject, incarnation: subject.incarnation + 1, token: newToken() };
    used.push({ world, subject: next });
    await driver.apply(next, never());
    expect(await settle(driver, next)).toMatchObject({ state: "ready" });
  });

  test(`${kind} keeps its data in a snapshot, if it holds any`, async () => {
    const { world, driver, subject, outputs } = await startReady();
    if (driver.snapshot === undefined || world.data === undefined) {
      expect([driver.snapshot, driver.deleteSnapshot, world.data]).toEqual([undefined, undefined, undefined]);
      return;
    }
    await world.data.write(outputs, "before");
    const asked = { ...removal(subject, "component"), token: newToken() };
    const snapshot = await driver.snapshot(asked, never());
    if (snapshot === undefined) throw new Error("there is data, and no snapshot of it");
    expect(await driver.snapshot(asked, never())).toEqual(snapshot);
    await world.data.write(outputs, "after");
    expect(await settle(driver, subject)).toMatchObject({ state: "ready" });
    await removeUntilGone(driver, removal(subject, "component"));

    const restored = { ...makeSubject(subject.config, subject.artifact), restoreFrom: snapshot };
    used.push({ world, subject: restored });
    await driver.apply(restored, never());
    const seen = await settle(driver, restored);
    expect(seen.state === "ready" ? await world.data.read(seen.outputs) : seen).toEqual(["before"]);
    await driver.deleteSnapshot?.(snapshot, never());
    await driver.deleteSnapshot?.(snapshot, never());
    const late = { ...makeSubject(subject.config, subject.artifact), restoreFrom: snapshot };
    await expect(driver.apply(late, never())).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
    await removeUntilGone(driver, removal(late, "component"));
  });

  async function observe(driver: Driver<Config>, subject: Subject<Config>): Promise<Observation> {
    return await looking(async () => await driver.observe(subject, { waitMs: 0, signal: never() }));
  }

  /** Looks until it changes no more. */
  async function settle(driver: Driver<Config>, subject: Subject<Config>): Promise<Observation> {
    const until = Date.now() + 20_000;
    for (;;) {
      const seen = await looking(async () => await driver.observe(subject, { waitMs: 500, signal: never() }));
      if (seen.state !== "changing" || Date.now() > until) return seen;
    }
  }
}

/** A subject of a component that nobody has used before. */
export function makeSubject<Config>(config: Config, artifact?: string): Subject<Config> {
  const componentUid = randomUUID();
  const id = { environmentUid: randomUUID(), componentUid, project: "shop", environment: "shop-dev", component: "api" };
  const subject = { id, incarnation: 1, config, token: newToken() };
  return artifact === undefined ? subject : { ...subject, artifact };
}

/** What is left of a subject for its removal. */
export function removal({ id, incarnation }: Subject, scope: RemovalSubject["scope"]): RemovalSubject {
  return { id, incarnation, token: newToken(), scope };
}

/** Removes as the engine does: until it is gone. */
export async function removeUntilGone(driver: Pick<Driver, "remove">, subject: RemovalSubject): Promise<void> {
  const until = Date.now() + 20_000;
  while ((await driver.remove(subject, never())) !== "gone") {
    if (Date.now() > until) throw new Error(`"${subject.id.component}" does not go`);
  }
}

/** 52 characters of base32, as the engine gives. */
export function newToken(): string {
  return [...randomBytes(52)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567".charAt(byte % 32)).join("");
}

/** A driver that cannot look says so with a code. */
async function looking(look: () => Promise<Observation>): Promise<Observation> {
  try {
    return await look();
  } catch (error) {
    expect(error).toBeInstanceOf(OrchestratorError);
    throw error;
  }
}
