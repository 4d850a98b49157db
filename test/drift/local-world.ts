import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Driver } from "../../activities/components/driver.ts";
import type { DriftWatch } from "../../activities/components/drift-watch.ts";
import { jobDriver } from "../../activities/components/job/driver.ts";
import { readClaim } from "../../activities/components/process/claim.ts";
import { launchProcess } from "../../activities/components/process/launch-process.ts";
import { isAlive } from "../../activities/components/process/process-identity.ts";
import { runDirectory, type RunDirectory } from "../../activities/components/process/run-directory.ts";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import type { AttemptResult } from "../../activities/converge/attempt.ts";
import type { CellPorts } from "../../activities/converge/cell-ports.ts";
import { convergeComponent } from "../../activities/converge/converge-component.ts";
import { lookForDrift, type DriftFound } from "../../activities/drift/look-for-drift.ts";
import { maskSeen } from "../../activities/drift/mask-seen.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import type { NewBaseline } from "../../domain/schema/drift.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { PlanAction } from "../../domain/schema/phases.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { maskText } from "../../domain/mask-text.ts";
import { digestJson } from "../../workers/digest.ts";
import { removal, removeUntilGone } from "../contracts/driver.ts";
import { testCell, type TestCell } from "../drivers/cell.ts";
import { memoryCellRecords, type MemoryCellRecords } from "../setup/memory-cell-records.ts";
import { noUpgrades } from "../setup/no-upgrades.ts";

/** Kinds whose components are processes of this machine. */
export type LocalKind = "service" | "job";

/** One component of a cell without Holdfast around it: the engine, the driver and the processes are real. */
export interface LocalWorld {
  readonly kind: LocalKind;
  readonly cell: TestCell;
  readonly records: MemoryCellRecords;
  readonly watch: () => DriftWatch;
  readonly baseline: () => NewBaseline;
  /** Where the present incarnation keeps its files. */
  readonly run: () => RunDirectory;
  readonly pid: () => Promise<number>;
  /** Plays one operation to its end. */
  operate(action: PlanAction): Promise<AttemptResult>;
  /** Looks for drift as a cell worker does that has only just been started. */
  look(): Promise<DriftFound>;
  /** What a look sees, without secrets and without what every life has anew: its pid. */
  seen(): Promise<string>;
  /** Kills the process, and waits until it is dead. */
  kill(): Promise<void>;
  /** Starts the component's process anew as a person would who does it by hand. */
  startByHand(change: HandStart): Promise<void>;
  close(): Promise<void>;
}

/** What a person does otherwise than Holdfast. */
export interface HandStart {
  readonly command?: readonly string[];
  /** Undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What to bring up. */
export interface LocalComponent {
  readonly kind: LocalKind;
  readonly config: JsonObject;
  readonly files: Readonly<Record<string, string>>;
}

/** The value of `secrets.token`. */
export const TOKEN = "correct horse battery";

/** Brings a component up. */
export async function localWorld({ kind, config, files }: LocalComponent): Promise<LocalWorld> {
  const cell = await testCell();
  const artifactDigest = await cell.push(files);
  const signal = new AbortController().signal;
  const records = memoryCellRecords(rowOf(kind, { config, artifactDigest }), { now: Date.now, note: () => undefined });
  records.turn = { ...records.turn, componentUid: randomUUID() };
  const ports = { ...cell.ports, records };
  const makeDriver = () => (kind === "service" ? serviceDriver(ports) : jobDriver(ports)) as Driver;
  const driver = makeDriver();
  const { keyedHash } = cell.ports;
  const inCell: CellPorts = { ...engine(keyedHash), records, drift: records, drivers: new Map([[kind, driver]]) };
  const subject = () => ({
    id: { environmentUid: records.row.environmentUid, componentUid: records.turn.componentUid },
    incarnation: records.row.incarnation,
  });
  const baseline = () => {
    const known = records.readies.findLast((ready) => ready.baseline !== undefined)?.baseline;
    if (known === undefined) throw new Error("no baseline was taken");
    return known;
  };
  const watch = (): DriftWatch => {
    const { drift } = makeDriver();
    if (drift === undefined) throw new Error(`kind "${kind}" shows no drift`);
    return drift;
  };
  const run = () => runDirectory(cell.ports.runs, records.turn.componentUid, records.row.incarnation);
  const claim = async () => {
    const read = await readClaim(run());
    if (read.state !== "won") throw new Error(`its claim is ${read.state}`);
    return read;
  };

  const world: LocalWorld = {
    kind,
    cell,
    records,
    watch,
    baseline,
    run,
    pid: async () => (await claim()).identity.pid,
    async operate(action) {
      records.takeTurn(randomUUID());
      records.row = { ...records.row, action };
      for (;;) {
        const result = await convergeComponent(inCell, { turn: records.turn, signal });
        if (result.state !== "waits") return result;
        await sleep(result.lookAgainInMs);
      }
    },
    look: async () =>
      await lookForDrift(keyedHash, { watch: watch(), subject: subject(), baseline: baseline(), signal }),
    async seen() {
      const look = await watch().look(subject(), signal);
      if (look.state !== "seen") return look.state;
      const { process: _pid, ...fields } = maskSeen(keyedHash, { watch: watch(), look, baseline: baseline() });
      return canonicalJson(fields);
    },
    async kill() {
      const { identity } = await claim();
      process.kill(identity.pid, "SIGKILL");
      await expect.poll(async () => await isAlive(identity), { timeout: 10_000 }).toBe(false);
    },
    async startByHand({ command, environment = {} }) {
      const { digests } = await claim();
      await world.kill();
      for (const path of [run().claim, run().exit]) await rm(path, { force: true });
      const own = records.row.spec?.config as { command: string[]; environment: Record<string, string> };
      const port = String(await records.leased("local", records.turn.componentUid, "port"));
      const given = { ...cell.ports.environment, ...own.environment, TOKEN, PORT: port, ...environment };
      const variables = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
      await launchProcess({
        run: run(),
        command: command ?? own.command,
        directory: run().work,
        environment: Object.fromEntries(variables),
        digests,
        afterClaim: "become",
      });
      const asked = given.PORT ?? "";
      const isWell = async () => (await fetch(`http://127.0.0.1:${asked}/healthz`).catch(() => undefined))?.ok ?? false;
      await expect.poll(isWell, { timeout: 20_000 }).toBe(true);
    },
    async close() {
      const { project, environment, name } = records.row;
      const id = { ...subject().id, project, environment, component: name };
      const gone = removal({ id, incarnation: records.row.incarnation, config: {}, token: "" }, "component");
      await removeUntilGone(driver, gone);
      await cell.close();
    },
  };
  const result = await world.operate("create");
  if (result.state !== "done") throw new Error(`not brought up: ${JSON.stringify(result)}`);
  return world;
}

function rowOf(kind: LocalKind, { config, artifactDigest }: { config: JsonObject; artifactDigest: string }) {
  return {
    environmentUid: randomUUID(),
    project: "shop",
    environment: "shop-dev",
    class: "dev",
    cell: "local",
    generation: 1,
    name: "api",
    kind,
    action: "create",
    incarnation: 1,
    phase: "Pending",
    spec: { config, after: [], artifact: "api" },
    facts: {
      environment: { name: "shop-dev", project: "shop", class: "dev", cell: "local" },
      release: {
        version: "1.0.0",
        digest: "sha256:r",
        blueprint: "shop@1.0.0",
        artifacts: { api: { digest: artifactDigest } },
      },
      parameters: {},
    },
    artifactDigest,
    onDelete: "delete",
    expectedMs: 500,
    readyWithinMs: 60_000,
    isCancelRequested: false,
  } as const;
}

function engine(keyedHash: (value: string) => string): Omit<CellPorts, "records" | "drift" | "drivers"> {
  const version = `v-${createHash("sha256").update(TOKEN).digest("hex").slice(0, 8)}`;
  return {
    upgrades: noUpgrades,
    sealed: {
      seal: async () => undefined,
      unseal: async () => ({}),
      forget: async () => undefined,
      keyedHash,
      token: (parts) => parts.join("/"),
    },
    secrets: {
      version: async () => version,
      read: async () => ({ value: TOKEN, version }),
      names: async () => ["token"],
    },
    expressions: celExpressions(),
    digest: digestJson,
    now: () => Date.now(),
    mask: maskText,
    reached: () => undefined,
  };
}
