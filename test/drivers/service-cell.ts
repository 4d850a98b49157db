import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Driver, Observation, Subject } from "../../activities/components/driver.ts";
import { runDirectory, type RunDirectory } from "../../activities/components/process/run-directory.ts";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import type { ServiceConfig } from "../../activities/components/service/schema.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { makeSubject, removal, removeUntilGone } from "../contracts/driver.ts";
import { testCell, type TestCell } from "./cell.ts";
import { SERVER } from "./server-artifact.ts";

/** A cell with the service driver and an artifact that plays every part; see `server-artifact.ts` for the modes. */
export interface ServiceCell extends TestCell {
  readonly driver: Driver<ServiceConfig>;
  /** A service in a mode, not launched yet; its environment is added to. */
  service(mode: string, config?: JsonObject): Subject<ServiceConfig>;
  launch(mode: string, config?: JsonObject): Promise<Subject<ServiceConfig>>;
  look(subject: Subject<ServiceConfig>, waitMs?: number): Promise<Observation>;
  lookUntil(subject: Subject<ServiceConfig>, wanted: object): Promise<void>;
  runOf(subject: Subject): RunDirectory;
  pidOf(subject: Subject): Promise<number>;
}

/** Makes the cell; closing it takes every service away. */
export async function serviceCell(): Promise<ServiceCell> {
  const cell = await testCell();
  const driver = serviceDriver(cell.ports);
  const artifact = await cell.push(SERVER);
  const subjects: Subject<ServiceConfig>[] = [];
  const signal = new AbortController().signal;

  const service = (mode: string, config: JsonObject = {}) => {
    const own = { STARTS: join(cell.directory, "starts"), MODE: mode };
    const environment = { ...own, ...(config["environment"] as JsonObject | undefined) };
    const usual = {
      command: ["node", "server.js"],
      health: { path: "/healthz", interval: "100ms" },
      stopWithin: "300ms",
    };
    const subject = makeSubject(driver.config.parse({ ...usual, ...config, environment }), artifact);
    subjects.push(subject);
    return subject;
  };
  const look = async (subject: Subject<ServiceConfig>, waitMs = 0) => await driver.observe(subject, { waitMs, signal });
  const runOf = ({ id, incarnation }: Subject) => runDirectory(cell.ports.runs, id.componentUid, incarnation);

  return {
    ...cell,
    driver,
    service,
    look,
    runOf,
    async launch(mode, config) {
      const subject = service(mode, config);
      await driver.apply(subject, signal);
      return subject;
    },
    async lookUntil(subject, wanted) {
      await expect.poll(async () => await look(subject), { timeout: 10_000 }).toMatchObject(wanted);
    },
    pidOf: async (subject) => Number((await readFile(runOf(subject).claim, "utf8")).split("\n")[1]),
    async close() {
      for (const subject of subjects) await removeUntilGone(driver, removal(subject, "component"));
      await cell.close();
    },
  };
}
