import { isDeepStrictEqual } from "node:util";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lookAtProcess } from "../../activities/components/process/process-identity.ts";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { readWatchNote } from "../../activities/components/service/watch-note.ts";
import type { ComponentView, EnvironmentDetail } from "../../cli/answers.ts";
import type { World } from "./world.ts";

/** What stands: what people see of it, and what really runs. Two are equal when nothing has changed. */
export interface Standing {
  readonly phase: string;
  /** The desired state: release, parameters and all. */
  readonly document: EnvironmentDetail["document"];
  readonly isObserved: boolean;
  /** By name. */
  readonly components: Readonly<Record<string, StandingComponent>>;
}

/** One component, without what may be another one in another life: addresses, pids, numbers of lives. */
interface StandingComponent {
  readonly kind: string;
  readonly phase: string;
  readonly onDelete: string;
  readonly needs: readonly string[];
  readonly artifactDigest: string;
  /** What a service says of itself, how it is watched, and how many processes of it live; absent for other kinds. */
  readonly service?: { readonly says: object; readonly watched: unknown; readonly processes: number };
  /** Version of a job that ran last; absent for other kinds. */
  readonly ran?: string;
}

const ASK_LIMIT_MS = 2_000;

/** Looks at everything of an environment. */
export async function lookAtStanding(world: World): Promise<Standing> {
  const { phase, document, generation, observedGeneration, componentList } = await world.environment();
  const components = await Promise.all(
    componentList.map(async (one) => [one.name, await standingOf(world, one)] as const),
  );
  return {
    phase,
    document,
    isObserved: generation === observedGeneration,
    components: Object.fromEntries(components),
  };
}

async function standingOf(world: World, component: ComponentView): Promise<StandingComponent> {
  const { name, kind, phase, onDelete, needs } = component;
  const { artifactDigest = "" } = component as { readonly artifactDigest?: string };
  const standing = { kind, phase, onDelete, needs, artifactDigest };
  if (kind === "job") return { ...standing, ran: await readFile(join(world.place, "seeded"), "utf8") };
  if (kind !== "service") return standing;
  const { pid, database: _, ...says } = await askService(component);
  const living = await livingProcesses(world, name);
  // The one that answers is the one that lives.
  const processes = living.includes(pid) ? living.length : -1;
  return { ...standing, service: { says, watched: await watchOf(world, component), processes } };
}

/** What a service says of itself; nothing when it does not answer. */
export async function askService({
  outputs,
}: ComponentView): Promise<{ readonly pid: number; readonly database: string; readonly version: string }> {
  const nothing = { pid: 0, database: "", version: "" };
  const url = `${String(outputs["url"])}/whoami`;
  const response = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) }).catch(() => undefined);
  return response?.ok === true ? ((await response.json()) as typeof nothing) : nothing;
}

/** How the cell watches a service. */
async function watchOf({ under }: World, { uid, incarnation }: ComponentView): Promise<unknown> {
  const note = await readWatchNote(runDirectory(join(under.stack().files.cell, "runs"), uid, incarnation));
  return note?.health;
}

/** Pids of the processes that a service has ever had and that live. */
async function livingProcesses({ place }: World, component: string): Promise<readonly number[]> {
  const lines = (await readFile(join(place, "pids"), "utf8")).trim().split("\n");
  const pids = lines.filter((line) => line.startsWith(`${component} `)).map((line) => Number(line.split(" ")[1]));
  const seen = await Promise.all(pids.map(async (pid) => ({ pid, process: await lookAtProcess(pid) })));
  return seen.flatMap(({ pid, process }) => (process === undefined || process.isZombie ? [] : [pid]));
}

/** Names of the components that are not as they were. */
export function otherComponents(before: Standing, after: Standing): readonly string[] {
  const names = new Set([...Object.keys(before.components), ...Object.keys(after.components)]);
  return [...names].filter((name) => !isDeepStrictEqual(before.components[name], after.components[name])).toSorted();
}

/** What is not as it was, one line each; empty when all is. */
export function compareStandings(before: Standing, after: Standing): readonly string[] {
  const problems: string[] = [];
  if (after.phase !== before.phase) problems.push(`the environment is ${after.phase}`);
  if (!after.isObserved) problems.push("its generation is not observed");
  if (!isDeepStrictEqual(after.document, before.document))
    problems.push(`what is desired is another document: ${JSON.stringify(after.document)}`);
  const of = (standing: Standing, name: string) => JSON.stringify(standing.components[name]) ?? "absent";
  return [
    ...problems,
    ...otherComponents(before, after).map((name) => `"${name}" was ${of(before, name)}, is ${of(after, name)}`),
  ];
}
