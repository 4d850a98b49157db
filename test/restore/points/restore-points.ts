import type { PromotionDetail } from "../../../adapters/store/promotion-views-port.ts";
import { checkTold } from "../check-loss.ts";
import type { Played, Point } from "../point.ts";
import { checkResidue } from "../residue.ts";
import { SECOND } from "../system/app-files.ts";
import { componentsOf, impatient } from "../system/blueprint.ts";
import { OVER } from "../world.ts";

/** What else may happen around a restore. */
export const RESTORE_POINTS: readonly Point[] = [
  {
    name: "again: cache fails in the restore",
    troubles: ["web2.0.0.broken", "cache1.0.0.dies"],
    play: async (played) => await failsTwice(played, { trouble: "cache1.0.0.dies" }),
  },
  {
    name: "again: api fails in the restore",
    troubles: ["approve.fails", "api1.0.0.dies"],
    play: async (played) => await failsTwice(played, { trouble: "api1.0.0.dies" }),
  },
  {
    name: "again: an undo fails",
    troubles: ["approve.fails", "announce.undo-fails"],
    undoneLater: ["announce"],
    play: async (played) => await failsTwice(played, { trouble: "announce.undo-fails", step: "undo-announce" }),
  },
  {
    name: "the cell worker is killed in the restore",
    troubles: ["approve.fails"],
    play: async (played) => await isKilled(played, "cell"),
  },
  {
    name: "the orchestrator is killed in the restore",
    troubles: ["approve.fails"],
    play: async (played) => await isKilled(played, "orchestrator"),
  },
  {
    name: "held, then restored",
    onFailure: "hold",
    troubles: ["web2.0.0.broken"],
    async play({ world }) {
      const id = await world.promote();
      await world.until(id, "Held");
      await world.decide(id, "restore");
      return await world.until(id, ...OVER);
    },
  },
  {
    name: "held, tried again, then restored",
    onFailure: "hold",
    troubles: ["announce.fails"],
    async play({ world }) {
      const id = await world.promote();
      await world.until(id, "Held");
      await world.mend("announce.fails");
      await world.trouble("web2.0.0.dies");
      await world.decide(id, "retry");
      await world.until(id, "Running");
      await world.until(id, "Held");
      await world.decide(id, "restore");
      return await world.until(id, ...OVER);
    },
  },
  {
    name: "a freeze begins in its turn",
    troubles: ["web2.0.0.broken"],
    async play({ world }) {
      const id = await world.promote();
      await world.until(id, "Running");
      await world.freeze();
      return await world.until(id, ...OVER);
    },
  },
  {
    name: "restored in a freeze",
    onFailure: "hold",
    troubles: ["worker2.0.0.dies"],
    async play({ world }) {
      const id = await world.promote();
      await world.until(id, "Held");
      await world.freeze();
      await world.decide(id, "restore");
      return await world.until(id, ...OVER);
    },
  },
  {
    name: "cancelled in its turn",
    troubles: ["web2.0.0.unwell"],
    second: { components: { web: impatient(componentsOf(SECOND)["web"] ?? {}) } },
    async play({ world }) {
      const id = await world.promote();
      await world.untilComponent("web", "Running");
      await world.decide(id, "cancel");
      return await world.until(id, ...OVER);
    },
  },
  {
    name: "a change of parameters",
    troubles: ["approve.fails"],
    play: async ({ world }) => await world.until(await world.changeGreeting("good day"), ...OVER),
  },
  {
    name: "the snapshot is gone",
    rules: ["restore"],
    onFailure: "hold",
    leavesData: true,
    troubles: ["approve.fails"],
    async play({ world }) {
      const id = await world.promote();
      await world.until(id, "Held");
      await world.deleteSnapshots();
      await world.decide(id, "restore");
      return await world.until(id, ...OVER);
    },
    ends: async (played, promotion) =>
      await checkTold(
        played,
        promotion,
        `snapshot "${snapshotOf(promotion)}" of "database", which is to be put back, is not there any more; nothing was begun`,
      ),
  },
  { name: "prod, no rule stated", rules: ["keep"], ruleOfClass: "prod", troubles: ["approve.fails"] },
  { name: "staging, no rule stated", rules: ["restore"], ruleOfClass: "staging", troubles: ["approve.fails"] },
];

/** The id of the snapshot that was taken before the migration. */
function snapshotOf({ steps }: PromotionDetail): string {
  return String(steps.find(({ name }) => name === "snapshot-database")?.output["snapshot"]);
}

/** A process of Holdfast is killed as soon as the restore is at the components. */
async function isKilled({ world }: Played, role: "cell" | "orchestrator") {
  const id = await world.promote();
  await world.until(id, "Restoring");
  await world.untilComponent("cache", "Running");
  const pid = world.under.stack().pid(role);
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  return await world.until(id, ...OVER);
}

/** The restore fails, says exactly what is left, and succeeds once that is mended. */
async function failsTwice(played: Played, { trouble, step }: { readonly trouble: string; readonly step?: string }) {
  const { world } = played;
  const id = await world.promote();
  const failed = await world.until(id, ...OVER);
  await checkResidue(played, failed, step === undefined ? [] : [step]);
  await world.mend(trouble);
  await world.decide(id, "restore");
  return await world.until(id, ...OVER);
}
