import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { processesNamed, runNameOf } from "../../../activities/components/process/run-processes.ts";
import type { Actor } from "../actor.ts";
import type { Installation } from "../installation.ts";
import { serviceProcesses } from "../service-processes.ts";
import { SHOP_PROJECT } from "../documents.ts";
import type { ComponentRow, ControlRows } from "../truth/control-rows.ts";
import { checkEach, type Check } from "./check.ts";

const ANSWER_LIMIT_MS = 5_000;
const SHOP_SERVICES = 2;

/** That the operating system shows every service once, and nothing that belongs to nobody. */
export async function checkCell(
  installation: Installation,
  { components, leases }: ControlRows,
  actors: readonly Actor[],
): Promise<readonly Check[]> {
  const byUid = new Map(components.map((component) => [component.uid, component]));
  const isLiving = (uid: string) => byUid.get(uid)?.isGone === false;
  const services = components.filter(({ kind, isGone }) => kind === "service" && !isGone);
  const shops = actors.filter(({ project, lastWish }) => project === SHOP_PROJECT && lastWish() !== undefined).length;
  const directories = await readdir(join(installation.files.cell, "runs")).catch(() => []);
  return [
    checkEach(
      "orphaned 0: each process is a service's present one",
      await findProcesses(byUid),
      ({ pid, uid, incarnation }) => {
        const owner = byUid.get(uid);
        if (owner === undefined || owner.isGone)
          return `process ${pid} of ${uid}/${incarnation} belongs to no component`;
        return owner.incarnation === incarnation
          ? undefined
          : `process ${pid} is not life ${owner.incarnation} of ${owner.environment}/${owner.name}`;
      },
    ),
    checkEach(
      "duplicated 0: each service has one process",
      await Promise.all(services.map(async (one) => await countProcesses(installation, one))),
      (problem) => problem,
    ),
    checkEach("the services are all there", [services.length], (count) =>
      count === shops * SHOP_SERVICES ? undefined : `${count} services of ${shops} environments`,
    ),
    checkEach("each service answers, as asked for last", await askServices(actors), (problem) => problem),
    checkEach("orphaned 0: each leased port is a component's", leases, ({ value, componentUid }) =>
      isLiving(componentUid) ? undefined : `port ${value} is leased to ${componentUid}, which is gone`,
    ),
    checkEach("orphaned 0: each run directory is a component's", directories, (uid) =>
      isLiving(uid) ? undefined : `${uid} is gone`,
    ),
  ];
}

/** The living processes of this installation's services: others on this machine have component uids that we do not know. */
async function findProcesses(known: ReadonlyMap<string, unknown>) {
  const pids = await processesNamed((name) => known.has(name.split("/")[0] ?? ""));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [uid, incarnation] = ((await runNameOf(pid)) ?? "").split("/");
      return uid === undefined || incarnation === undefined ? [] : [{ pid, uid, incarnation: Number(incarnation) }];
    }),
  );
  return found.flat();
}

async function countProcesses(installation: Installation, service: ComponentRow): Promise<string | undefined> {
  const { leader, others } = await serviceProcesses(installation, service);
  const count = others.length + (leader === undefined ? 0 : 1);
  return count === 1 ? undefined : `${service.environment}/${service.name} (${service.phase}) has ${count} processes`;
}

async function askServices(actors: readonly Actor[]): Promise<readonly (string | undefined)[]> {
  const problems: (string | undefined)[] = [];
  for (const actor of actors.filter(({ project }) => project === SHOP_PROJECT)) {
    const environment = await actor.look();
    for (const { name, outputs } of (environment?.componentList ?? []).filter(({ kind }) => kind === "service")) {
      problems.push(
        await askService(`${actor.name}/${name}`, {
          url: String(outputs["url"]),
          greeting: name === "api" ? actor.lastWish()?.["greeting"] : undefined,
        }),
      );
    }
  }
  return problems;
}

async function askService(
  name: string,
  { url, greeting }: { readonly url: string; readonly greeting: string | undefined },
): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const { status } = await fetch(new URL("/healthz", url), { signal });
    if (status !== 200) return `${name} answers ${status}`;
    if (greeting === undefined) return undefined;
    const said = ((await (await fetch(url, { signal })).json()) as { readonly greeting?: string }).greeting;
    return said === greeting ? undefined : `${name} greets with "${said}", asked for was "${greeting}"`;
  } catch (error) {
    return `${name} does not answer: ${String(error)}`;
  }
}
