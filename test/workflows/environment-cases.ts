import { ApplicationFailure } from "@temporalio/common";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentWorkflowId, operationWorkflowId } from "../../workflows/messages.ts";
import { door, live, STORIES, type Life } from "../setup/stories.ts";
import type { MemoryOperation } from "../setup/memory-rows.ts";
import { testTemporal, type TestTemporal } from "../setup/temporal.ts";

/** What environments and operations do, with real workflows on rows in memory. Each file that calls this runs it in its own way. */
export function environmentCases(): void {
  let temporal: TestTemporal;
  beforeAll(async () => void (temporal = await testTemporal()));
  afterAll(async () => await temporal.close());

  const states = ({ rows }: Life) => rows.operations.map(({ kind, state }) => `${kind} ${state}`);
  const tell = async (name: string): Promise<Life> => {
    const story = STORIES[name];
    if (story === undefined) throw new Error(`no story "${name}"`);
    return await story(temporal);
  };

  test("an environment provisions its graph in order, and ends when it is deleted", async () => {
    const life = await tell("happy");
    expect(states(life)).toEqual(["provision Succeeded", "delete Succeeded"]);
    expect(life.rows.log.slice(0, 6)).toEqual(["+database", "-database", "+api", "-api", "+web", "-web"]);
  });

  test("an operation never starts what needs a failed component", async () => {
    const life = await tell("failed");
    expect(life.rows.log).toEqual(["+database", "-database", "+api"]);
  });

  test("an upgrade looks at its cluster before its turn, and takes the steps of its plan before the cluster itself", async () => {
    const { rows } = await tell("upgraded");
    expect(rows.log.slice(0, 7)).toEqual([
      "looked at uid-main",
      "+1.35/insights/main/1.35",
      "-1.35/insights/main/1.35",
      "+1.35/control-plane/main/1.35",
      "-1.35/control-plane/main/1.35",
      "+main",
      "-main",
    ]);
  });

  test("why a cluster could not be looked at is told where its upgrade is refused", async () => {
    const looks = async () => {
      await Promise.reject(ApplicationFailure.nonRetryable("the role lacks eks:ListInsights", "CLOUD_DENIED"));
    };
    const wantsLook = ({ kind }: { readonly kind: string }) => kind === "upgrade";
    await live(temporal, { components: [], wantsLook, looks, admits: (one) => !wantsLook(one) }, async (life) => {
      const operation = life.rows.accept("upgrade");
      await life.look();
      await life.until(() => operation.state === "Not admitted");
      expect(life.rows.log).toEqual(["looked at uid-main", "could not look: the role lacks eks:ListInsights"]);
      await life.end();
    });
  });

  test("a cancel ends the wait for a cell that does not look", async () => {
    const away = door();
    const looks = async () => await away.opened;
    const setting = { components: [], wantsLook: ({ kind }: MemoryOperation) => kind === "upgrade", looks };
    await live(temporal, { ...setting, admits: (one) => !one.isCancelRequested }, async (life) => {
      const operation = life.rows.accept("upgrade");
      await life.look();
      await life.until(() => life.rows.log.includes("looked at uid-main"));
      life.rows.cancel(operation);
      await life.look();
      await life.until(() => operation.state === "Not admitted");
      away.open();
      await life.end();
    });
  });

  test("an environment repairs what a watcher saw die, by an operation of its own", async () => {
    expect(states(await tell("repaired"))).toEqual(["provision Succeeded", "repair Succeeded", "delete Succeeded"]);
  });

  test("an environment sleeps and wakes as its calendar says, and is deleted at the end of its time", async () => {
    const ends = ["provision Succeeded", "sleep Succeeded", "wake Succeeded", "delete Succeeded"];
    expect(states(await tell("slept"))).toEqual(ends);
  });

  test("drift of one component is put back by an operation that touches no other one", async () => {
    const life = await tell("reverted");
    expect(states(life)).toEqual(["provision Succeeded", "revert Succeeded", "delete Succeeded"]);
    expect(life.rows.log.slice(4, 6)).toEqual(["+api", "-api"]);
  });

  test("drift that is found in a freeze is put back at its end, which nobody has to tell", async () => {
    expect(states(await tell("thawed"))).toEqual(["provision Succeeded", "revert Succeeded", "delete Succeeded"]);
  });

  test("a cancelled operation starts nothing more, and ends when nothing is in flight", async () => {
    const life = await tell("cancelled");
    expect(states(life)).toEqual(["provision Cancelled", "delete Succeeded"]);
    expect(life.rows.log.slice(0, 4)).toEqual(["+database", "-database", "+api", "-api"]);
  });

  test("a newer wish supersedes one that waits", async () => {
    expect(states(await tell("superseded"))).toEqual(["provision Superseded", "deploy Succeeded", "delete Succeeded"]);
  });

  test("an operation that is not admitted ends without touching a component", async () => {
    expect((await tell("not-admitted")).rows.log).toEqual([]);
  });

  test("an environment rolls when its history has grown, and loses nothing", async () => {
    const life = await tell("rolled");
    const { raw } = await temporal.client.workflow.getHandle(environmentWorkflowId(life.uid)).describe();
    expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
    expect(states(life)).toEqual(["provision Succeeded", "delete Succeeded"]);
  });

  test("what cannot read or write its rows tries again, and loses nothing", async () => {
    const components = [{ name: "api", needs: [] }];
    await live(temporal, { components, failures: 2 }, async (life) => {
      life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.operations[0]?.state === "Succeeded");
      expect(life.rows.log).toEqual(["+api", "-api"]);
      await life.end();
    });
  });

  test("a terminated environment goes on from its rows, and attaches to the operation that runs", async () => {
    const api = door();
    const components = [{ name: "api", needs: [], converge: async () => await api.opened }];
    await live(temporal, { components }, async (life) => {
      const operation = life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.log.includes("+api"));
      await temporal.client.workflow.getHandle(environmentWorkflowId(life.uid)).terminate("test");
      await life.look();
      api.open();
      await life.until(() => operation.state === "Succeeded");
      await life.end();
      expect(life.rows.log.filter((line) => line === "+api")).toHaveLength(2);
    });
  });

  test("a cancel of the workflows from Temporal's own tools loses no outcome", async () => {
    const api = door();
    const components = [
      { name: "api", needs: [], converge: async () => await api.opened },
      { name: "web", needs: ["api"] },
    ];
    await live(temporal, { components }, async (life) => {
      const operation = life.rows.accept("provision");
      await life.look();
      await life.until(() => life.rows.log.includes("+api"));
      await temporal.client.workflow.getHandle(environmentWorkflowId(life.uid)).cancel();
      await temporal.client.workflow.getHandle(operationWorkflowId(operation.id)).cancel();
      await life.look();
      api.open();
      await life.until(() => operation.state === "Cancelled");
      expect(life.rows.log).not.toContain("+web");
      await life.end();
    });
  });
}
