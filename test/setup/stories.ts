import { ApplicationFailure } from "@temporalio/common";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { environment } from "../../workflows/index.ts";
import { cellTaskQueue, environmentWorkflowId, look } from "../../workflows/messages.ts";
import { failingFirst } from "./failing-first.ts";
import { memoryRows, type MemoryComponent, type MemoryOperation, type MemoryRows } from "./memory-rows.ts";
import { unique, type TestTemporal } from "./temporal.ts";

/** One life of an environment in memory, with real workflows. */
export interface Life {
  readonly uid: string;
  readonly rows: MemoryRows;
  /** What the dispatcher does after a row was written. */
  look(): Promise<void>;
  /** Waits until something holds. */
  until(holds: () => boolean): Promise<void>;
  /** Deletes the environment and waits for its workflow to end. */
  end(): Promise<void>;
  /** Waits for its workflow to end. */
  ended(): Promise<void>;
}

/** Lives an environment with these components while `body` runs. */
export async function live(
  temporal: TestTemporal,
  setting: {
    readonly components: readonly MemoryComponent[];
    readonly admits?: (operation: MemoryOperation) => boolean;
    readonly wantsLook?: (operation: MemoryOperation) => boolean;
    readonly failures?: number;
    readonly looks?: () => Promise<void>;
  },
  body: (life: Life) => Promise<void>,
): Promise<Life> {
  const uid = unique("e");
  const cell = unique("cell");
  const taskQueue = unique("orchestrator");
  const whenEnded = async () => await life.look(); // As the outbox row of an outcome does.
  const rows = memoryRows(setting.components, {
    cell,
    whenEnded,
    ...(setting.admits === undefined ? {} : { admits: setting.admits }),
    ...(setting.wantsLook === undefined ? {} : { wantsLook: setting.wantsLook }),
    ...(setting.looks === undefined ? {} : { looks: setting.looks }),
  });
  const { converge, lookAtVersions, runStep: _, ...orchestrator } = rows.activities;
  const workflowId = environmentWorkflowId(uid);
  const life: Life = {
    uid,
    rows,
    look: async () =>
      void (await temporal.client.workflow.signalWithStart(environment, {
        workflowId,
        taskQueue,
        args: [{ uid }],
        signal: look,
        signalArgs: [],
      })),
    async until(holds) {
      const what = `"${holds.toString()}" holds`;
      await waitUntil(async () => holds(), { what, limitMs: 20_000, everyMs: 20 }).catch((cause: unknown) => {
        throw new Error(`still: ${JSON.stringify(rows.operations)}, ${rows.log.join(" ")}`, { cause });
      });
    },
    async end() {
      rows.accept("delete");
      await life.look();
      await life.ended();
    },
    ended: async () => await temporal.client.workflow.getHandle(workflowId).result(),
  };
  const queues = [
    { taskQueue, activities: failingFirst(orchestrator, setting.failures ?? 0), hasWorkflows: true },
    { taskQueue: cellTaskQueue(cell), activities: { converge, lookAtVersions }, hasWorkflows: false },
  ];
  await temporal.withWorkers(queues, async () => await body(life));
  return life;
}

/** A promise that is settled from outside. */
export function door(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

const shop = (converge: Partial<Record<string, () => Promise<void>>> = {}): readonly MemoryComponent[] =>
  [
    { name: "database", needs: [] },
    { name: "api", needs: ["database"] },
    { name: "web", needs: ["api"] },
  ].map((component) => {
    const run = converge[component.name];
    return run === undefined ? component : { ...component, converge: run };
  });

/** How long a timer of a story is: longer than a look takes. */
const TIMER_MS = 1_500;

/** The lives whose histories are kept and replayed, by name. */
export const STORIES: Readonly<Record<string, (temporal: TestTemporal) => Promise<Life>>> = {
  happy: async (temporal) =>
    await live(temporal, { components: shop() }, async (life) => {
      life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Succeeded");
      await life.end();
    }),
  failed: async (temporal) =>
    await live(
      temporal,
      {
        components: shop({
          api: async () => await Promise.reject(ApplicationFailure.nonRetryable("exit code 1", "COMPONENT_EXITED")),
        }),
      },
      async (life) => {
        life.rows.accept("provision");
        await life.look();
        await life.until(() => life.rows.operations[0]?.state === "Failed");
      },
    ),
  repaired: async (temporal) =>
    await live(temporal, { components: shop() }, async (life) => {
      life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Succeeded");
      life.rows.wake("api");
      await life.look();
      await life.until(() => life.rows.operations[1]?.state === "Succeeded");
      await life.end();
    }),
  cancelled: async (temporal) => {
    const api = door();
    return await live(temporal, { components: shop({ api: async () => await api.opened }) }, async (life) => {
      const operation = life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.log.includes("+api"));
      life.rows.cancel(operation);
      await life.look();
      await life.until(() => life.rows.asked.includes(operation.id));
      api.open();
      await life.until(() => operation.state === "Cancelled");
      await life.end();
    });
  },
  superseded: async (temporal) =>
    await live(temporal, { components: shop() }, async (life) => {
      life.rows.accept("provision");
      life.rows.accept("deploy");
      await life.look();
      await life.until(() => life.rows.operations[1]?.state === "Succeeded");
      await life.end();
    }),
  "not-admitted": async (temporal) =>
    await live(temporal, { components: shop(), admits: () => false }, async (life) => {
      life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Not admitted");
    }),
  /** Its cluster is looked at first; then its steps run before their component, in their order. */
  upgraded: async (temporal) =>
    await live(temporal, { components: upgrade(), wantsLook: ({ kind }) => kind === "upgrade" }, async (life) => {
      life.rows.accept("upgrade");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Succeeded");
      await life.end();
    }),
  rolled: async (temporal) =>
    await live(temporal, { components: shop() }, async (life) => {
      life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Succeeded");
      for (let looks = life.rows.takeNextCalls; looks < 40; looks = life.rows.takeNextCalls) {
        await life.look();
        await life.until(() => life.rows.takeNextCalls > looks);
      }
      await life.end();
    }),
  /** It sleeps until its calendar wakes it, and its time ends: its own timers bring both about. */
  slept: async (temporal) =>
    await live(temporal, { components: [{ name: "web", needs: [] }] }, async (life) => {
      const { rows } = life;
      rows.accept("provision");
      await life.look();
      await life.until(() => rows.operations[0]?.state === "Succeeded");
      let wakesAt = Infinity;
      rows.calendars = (nowMs) => ({
        sleep: nowMs < wakesAt ? { isOn: true, changesAt: wakesAt } : { isOn: false },
      });
      await life.look();
      await life.until(() => rows.operations[1]?.state === "Succeeded");
      wakesAt = Date.now() + TIMER_MS;
      await life.look();
      await life.until(() => rows.operations[2]?.state === "Succeeded");
      rows.expiresAt = Date.now() + TIMER_MS;
      await life.look();
      await life.ended();
    }),
  /** Drift of one component is put back. */
  reverted: async (temporal) =>
    await live(temporal, { components: shop().slice(0, 2) }, async (life) => {
      life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Succeeded");
      life.rows.drift("api");
      await life.look();
      await life.until(() => life.rows.operations[1]?.state === "Succeeded");
      await life.end();
    }),
  /** What drifted in a freeze is put back at its end, which its own timer waits for. */
  thawed: async (temporal) =>
    await live(temporal, { components: [{ name: "web", needs: [] }] }, async (life) => {
      const { rows } = life;
      rows.accept("provision");
      await life.look();
      await life.until(() => rows.operations[0]?.state === "Succeeded");
      const until = Date.now() + TIMER_MS;
      rows.calendars = (nowMs) => (nowMs < until ? { freeze: { reason: 'freeze "year end"', until } } : {});
      rows.drift("web");
      await life.look();
      await life.until(() => rows.operations[1]?.state === "Succeeded");
      await life.end();
    }),
};

/** A cluster that moves by one minor, as the steps of its plan and the cluster itself. */
function upgrade(): readonly MemoryComponent[] {
  const [asked, moved] = ["1.35/insights/main/1.35", "1.35/control-plane/main/1.35"] as const;
  return [
    { name: asked, needs: [], stepOf: "main" },
    { name: moved, needs: [asked], stepOf: "main" },
    { name: "main", needs: [moved] },
  ];
}
