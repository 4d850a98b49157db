import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentWorkflowId, operationWorkflowId, promotionWorkflowId } from "../../workflows/messages.ts";
import { livePromotions, type PromotionLife } from "../setup/promotion-life.ts";
import { PROMOTION_STORIES } from "../setup/promotion-stories.ts";
import { door } from "../setup/stories.ts";
import { testTemporal, unique, type TestTemporal } from "../setup/temporal.ts";

/** What promotions and their operations do, with real workflows on rows in memory. Each file that calls this runs it in its own way. */
export function promotionCases(): void {
  let temporal: TestTemporal;
  // A namespace of its own: the queue of what asks gates has one name for everybody.
  beforeAll(async () => void (temporal = await testTemporal({ namespace: unique("promotions") })));
  afterAll(async () => await temporal.close());

  const states = ({ rows }: PromotionLife) => rows.operations.map(({ kind, state }) => `${kind} ${state}`);
  const ends = ({ promotions }: PromotionLife) => promotions.map(({ state }) => state);
  const begun = ({ rows }: PromotionLife) => rows.log.filter((line) => line.startsWith("+"));
  const tell = async (name: string): Promise<PromotionLife> => {
    const story = PROMOTION_STORIES[name];
    if (story === undefined) throw new Error(`no story "${name}"`);
    return await story(temporal);
  };

  test("a release that passes its gates runs its steps around its components, one after the other, and is verified", async () => {
    const life = await tell("verified");
    expect(ends(life)).toEqual(["Verified"]);
    expect(begun(life)).toEqual(["+snapshot-database", "+migrate", "+api", "+web", "+check", "+tidy", "+announce"]);
  });

  test("a gate that asks somebody is asked on the queue of its own, again and again, until it passes", async () => {
    const life = await tell("asking");
    expect(ends(life)).toEqual(["Verified"]);
    expect(life.promotions[0]?.looks).toBeGreaterThan(2);
  });

  test("a release that a gate rejects ends, and touches nothing", async () => {
    const life = await tell("rejected");
    expect(ends(life)).toEqual(["Rejected"]);
    expect(states(life)).toEqual([]);
  });

  test("an older release that waits ends when a newer one passes its gates", async () => {
    const life = await tell("superseded-waiting");
    expect(ends(life)).toEqual(["Superseded", "Verified"]);
    expect(states(life)).toEqual(["deploy Succeeded"]);
  });

  test("one that is cancelled while it waits ends, and touches nothing", async () => {
    const life = await tell("cancelled-waiting");
    expect(ends(life)).toEqual(["Cancelled"]);
    expect(states(life)).toEqual([]);
  });

  test("one that a freeze parks goes on by itself when it is over", async () => {
    const life = await tell("frozen");
    expect(ends(life)).toEqual(["Verified"]);
    expect(life.promotions[0]?.looks).toBeGreaterThan(2);
  });

  test("one that is held and retried goes on from what failed", async () => {
    const life = await tell("retried");
    expect(ends(life)).toEqual(["Verified"]);
    expect(states(life)).toEqual(["deploy Failed", "deploy Succeeded"]);
    expect(begun(life)).toEqual(["+migrate", "+api", "+web", "+check", "+api", "+web", "+check", "+announce"]);
  });

  test("a failed step that is skipped does not run again, and what comes after it does", async () => {
    const life = await tell("skipped");
    expect(ends(life)).toEqual(["Verified"]);
    expect(begun(life).slice(4)).toEqual(["+api", "+web", "+announce"]);
  });

  test("one that a person restores takes its steps back, the last first, before the components", async () => {
    const life = await tell("restored-by-hand");
    expect(ends(life)).toEqual(["Restored"]);
    expect(states(life)).toEqual(["deploy Failed", "restore Succeeded"]);
    expect(begun(life).slice(4)).toEqual(["+undo-check", "+undo-migrate", "+api", "+web"]);
  });

  test("one that is left as it is runs nothing more", async () => {
    const life = await tell("left");
    expect(ends(life)).toEqual(["Failed"]);
    expect(states(life)).toEqual(["deploy Failed"]);
  });

  test("after a failed step no component and no later step runs, but what always runs; then all is put back", async () => {
    const life = await tell("restored");
    expect(ends(life)).toEqual(["Restored"]);
    expect(begun(life).slice(0, 3)).toEqual(["+migrate", "+warm-up", "+tidy"]);
    expect(begun(life).slice(3)).toEqual(["+undo-tidy", "+undo-warm-up", "+undo-migrate", "+api", "+web"]);
  });

  test("a restore that fails ends its promotion as such", async () => {
    const life = await tell("restore-failed");
    expect(ends(life)).toEqual(["Restore failed"]);
    expect(states(life)).toEqual(["deploy Failed", "restore Failed"]);
  });

  test("one whose operation is not admitted goes back to its gates, and gets another", async () => {
    const life = await tell("admitted-later");
    expect(ends(life)).toEqual(["Verified"]);
    expect(states(life)).toEqual(["deploy Not admitted", "deploy Succeeded"]);
  });

  test("a promotion rolls when its history has grown, and loses nothing", async () => {
    const life = await tell("rolled-waiting");
    const { raw } = await temporal.client.workflow
      .getHandle(promotionWorkflowId(life.promotions[0]?.id ?? ""))
      .describe();
    expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
    expect(ends(life)).toEqual(["Verified"]);
  });

  test("what cannot read or write its rows tries again, and loses nothing", async () => {
    const life = await livePromotions(temporal, { failures: 2 }, async (one) => {
      const promotion = one.promote({ verdict: "pass" });
      await one.look(promotion);
      await one.ended(promotion);
    });
    expect(ends(life)).toEqual(["Verified"]);
    expect(states(life)).toEqual(["deploy Succeeded"]);
  });

  test("terminated in the middle, promotion and environment go on from their rows, and nothing is asked for twice", async () => {
    const api = door();
    const components = [{ name: "api", needs: [], converge: async () => await api.opened }];
    const life = await livePromotions(temporal, { components }, async (one) => {
      const promotion = one.promote({ verdict: "pass" });
      await one.look(promotion);
      await one.until(() => one.rows.log.includes("+api"));
      const { workflow } = temporal.client;
      await workflow.getHandle(promotionWorkflowId(promotion.id)).terminate("test");
      await workflow.getHandle(environmentWorkflowId(one.uid)).terminate("test");
      await one.look(promotion);
      await one.look();
      api.open();
      await one.ended(promotion);
    });
    expect(ends(life)).toEqual(["Verified"]);
    expect(states(life)).toEqual(["deploy Succeeded"]);
  });

  test("a cancel from Temporal's own tools ends no promotion; of its operation it stops the starting, which is put back", async () => {
    const api = door();
    const components = [
      { name: "api", needs: [], converge: async () => await api.opened },
      { name: "web", needs: ["api"] },
    ];
    const life = await livePromotions(temporal, { components }, async (one) => {
      const promotion = one.promote({ verdict: "pass" });
      await one.look(promotion);
      await one.until(() => one.rows.log.includes("+api"));
      const { workflow } = temporal.client;
      await workflow.getHandle(promotionWorkflowId(promotion.id)).cancel();
      await workflow.getHandle(operationWorkflowId(promotion.operation?.id ?? "")).cancel();
      api.open();
      await one.ended(promotion);
    });
    expect(ends(life)).toEqual(["Restored"]);
    expect(states(life)).toEqual(["deploy Cancelled", "restore Succeeded"]);
  });
}
