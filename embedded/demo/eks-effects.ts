import { z } from "zod";
import { renderTable } from "../../cli/render/table.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";

/** What the simulated EKS holds of ours, and what its log says of how it came about. */
export interface EksEffects {
  readonly resources: readonly EksResource[];
  /** Calls that it was sent so far, those that only looked included. */
  readonly calls: number;
  /** What is wrong with its log, as sentences. */
  readonly problems: readonly string[];
}

interface EksResource {
  readonly component: string;
  /** Kind and name, as EKS calls them. */
  readonly name: string;
  readonly status: string;
  /** Token of the intent that it was made for. */
  readonly intent: string;
  /** How often each operation has had an effect on it, by operation and what it was for. */
  readonly effects: ReadonlyMap<string, number>;
}

const WIDTH = 120;
const INTENT_SHOWN = 8;

const State = z.object({
  resources: z.array(
    z.object({
      key: z.string(),
      kind: z.string(),
      name: z.string(),
      doc: z.looseObject({ status: z.string().optional(), tags: z.record(z.string(), z.string()).optional() }),
    }),
  ),
});
const Line = z.object({
  operation: z.string(),
  resource: z.string(),
  outcome: z.string(),
  token: z.string().optional(),
});
const Metrics = z.object({ operations: z.record(z.string(), z.record(z.string(), z.number())) });
const Check = z.object({ problems: z.array(z.string()) });

/** Reads what the simulated EKS says. */
export async function readEksEffects({ stack, signal }: DemoStage): Promise<EksEffects> {
  const ask = async (path: string) => await (await fetch(`${stack.eksUrl ?? ""}/_sim${path}`, { signal })).text();
  const { resources } = State.parse(JSON.parse(await ask("/state")));
  const lines = (await ask("/log?kind=effect"))
    .split("\n")
    .slice(0, -1)
    .map((text) => Line.parse(JSON.parse(text)))
    .filter(({ outcome }) => outcome === "new");
  const { operations } = Metrics.parse(JSON.parse(await ask("/metrics")));
  const { problems } = Check.parse(JSON.parse(await ask("/check")));
  return {
    resources: resources.flatMap(({ key, kind, name, doc }) => {
      const component = doc.tags?.["holdfast:name"]?.split("/").at(-1);
      // EKS makes some of its own.
      if (component === undefined) return [];
      return {
        component,
        // A principal is named by its ARN.
        name: `${kind} ${name.slice(name.lastIndexOf("/") + 1)}`,
        status: doc.status ?? "there",
        intent: doc.tags?.["holdfast:intent"] ?? "",
        effects: countEach(lines.filter(({ resource }) => resource === key).map(({ operation }) => operation)),
      };
    }),
    calls: Object.values(operations)
      .flatMap((outcomes) => Object.values(outcomes))
      .reduce((total, count) => total + count, 0),
    problems,
  };
}

/** A row for each resource. */
export function renderEksEffects({ resources }: EksEffects): string {
  const rows = resources.map(({ component, name, status, intent, effects }) => {
    const made = [...effects].map(([operation, count]) => `${operation} ${count}`).join(", ");
    return [component, name, status, intent.slice(0, INTENT_SHOWN), made].map((text) => ({ text }));
  });
  const titles = ["COMPONENT", "IN EKS", "STATUS", "INTENT", "EFFECTS"];
  return renderTable({ titles, rows }, { width: WIDTH, paint: (_, text) => text }).join("\n");
}

/** @throws DemoFailure where anything is missing, was done twice, or is wrong in the log */
export function expectOnce({ resources, problems }: EksEffects, components: number): void {
  const [problem] = problems;
  if (problem !== undefined) throw new DemoFailure(`the log of the simulated EKS is wrong: ${problem}`);
  if (resources.length !== components)
    throw new DemoFailure(`${components} components are ready, and EKS holds ${resources.length} of them`);
  for (const { component, effects } of resources) {
    if (effects.size === 0) throw new DemoFailure(`nothing has made ${component}`);
    for (const [operation, count] of effects)
      if (count !== 1) throw new DemoFailure(`${operation} had ${count} effects on ${component}, expected one`);
  }
}

function countEach(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
