import type { Line } from "../lines/line.ts";
import type { CloudTruth } from "../truth/cloud-truth.ts";
import { ownerOf } from "../truth/cloud-truth.ts";
import type { ControlRows, PromotionRow } from "../truth/control-rows.ts";
import { checkEach, groupBy, type Check } from "./check.ts";

const OVER: readonly string[] = [
  "Verified",
  "Rejected",
  "Superseded",
  "Cancelled",
  "Failed",
  "Restored",
  "Restore failed",
];

/** What was seen of the steps of promotions, by promotion: keys of requests, and lines that a command wrote. */
export interface StepTruth {
  readonly keysByPromotion: ReadonlyMap<string, ReadonlySet<string>>;
  readonly notes: readonly string[];
}

/** That promotions ended or say why they wait, that their steps acted once, and that environments are what came of them. */
export function checkPromotions(
  rows: ControlRows,
  { lines, steps, cloud }: { readonly lines: readonly Line[]; readonly steps: StepTruth; readonly cloud: CloudTruth },
): readonly Check[] {
  const { promotions, environments, components } = rows;
  const verified = promotions.filter(({ state }) => state === "Verified");
  const ended = promotions.filter(({ hadTurn, state }) => hadTurn && OVER.includes(state));
  const last = [...groupBy(ended, ({ environmentUid }) => environmentUid).values()].flatMap((all) => all.at(-1) ?? []);
  const releaseOf = new Map(environments.map(({ uid, release }) => [uid, release]));
  const resourceOf = new Map(cloud.resources.map((resource) => [ownerOf(resource.id).componentUid, resource]));
  const names = new Set(lines.flatMap(({ stages }) => stages.map(({ name }) => name)));
  const restedBy = new Map(last.map((promotion) => [promotion.environment, promotion]));
  return [
    checkEach("each line has verified a release in each stage", [...names], (name) =>
      verified.some(({ environment }) => environment === name) ? undefined : `none in ${name}`,
    ),
    checkEach("every promotion ended, or says what it waits for", promotions, (promotion) =>
      OVER.includes(promotion.state) || isParked(promotion)
        ? undefined
        : `${describe(promotion)}${promotion.reason === "" ? "" : `: ${promotion.reason}`}`,
    ),
    // Nothing but a bad release, a person or a newer one is a reason not to get there.
    checkEach("no good release failed", promotions.filter(isGood), (promotion) =>
      isBroken(promotion) && !promotion.isCancelRequested ? `${describe(promotion)}: ${promotion.reason}` : undefined,
    ),
    checkEach("no bad release was verified where it is bad", verified, (promotion) =>
      isGood(promotion) || wasSkipped(promotion) ? undefined : describe(promotion),
    ),
    checkEach("duplicated 0: each promotion announced itself once", [...steps.keysByPromotion], ([id, keys]) =>
      keys.size === 1 ? undefined : `${id} announced itself ${keys.size} times`,
    ),
    checkEach("duplicated 0: the command of a promotion ran once in each of its tries", promotions, (promotion) => {
      const ran = steps.notes.filter((id) => id === promotion.id).length;
      return ran <= promotion.deploys
        ? undefined
        : `${describe(promotion)} ran it ${ran} times in ${promotion.deploys}`;
    }),
    checkEach("lost 0: each verified promotion ran its steps", verified, (promotion) => {
      const hasAnnounced = steps.keysByPromotion.has(promotion.id);
      const hasNoted = steps.notes.includes(promotion.id);
      return hasAnnounced && hasNoted ? undefined : `${describe(promotion)} did not run all of its steps`;
    }),
    checkEach("each promotion left what it verified, or what it put back", ended, (promotion) => {
      const { state, replaced, release, runs } = promotion;
      if (state === "Restore failed") return `${describe(promotion)}: ${promotion.reason}`;
      const wanted = state === "Restored" ? replaced : release;
      return runs === wanted ? undefined : `${describe(promotion)} and left ${runs}, which is to be ${wanted}`;
    }),
    checkEach("each environment runs what its last promotion left", last, ({ environment, environmentUid, runs }) =>
      releaseOf.get(environmentUid) === runs
        ? undefined
        : `${environment} is to run ${releaseOf.get(environmentUid)}, its last promotion left ${runs}`,
    ),
    checkEach(
      "each component of a line is of the release that its environment runs",
      components.filter(({ environment, isGone }) => names.has(environment) && !isGone),
      ({ uid, environment, name }) => {
        // One that a person has left as it was when it failed is of both releases.
        if (restedBy.get(environment)?.state === "Failed") return undefined;
        const wanted = environments.find((one) => one.name === environment && one.phase !== "Gone")?.release;
        const has = resourceOf.get(uid)?.properties["release"];
        return has === wanted
          ? undefined
          : `${environment}/${name} is of ${String(has)}, its environment runs ${wanted}`;
      },
    ),
  ];
}

function isParked({ state, operationId, reason }: PromotionRow): boolean {
  return state === "Waiting" && operationId === null && reason !== "";
}

function isBroken({ state }: PromotionRow): boolean {
  return state === "Restored" || state === "Restore failed" || state === "Failed";
}

function isGood({ release, environment }: PromotionRow): boolean {
  const badIn = /-bad-in-(.+)$/.exec(release)?.[1];
  return badIn === undefined || !environment.endsWith(`-${badIn}`);
}

/** A person may let one go on without the step that failed. */
function wasSkipped({ deploys }: PromotionRow): boolean {
  return deploys > 1;
}

function describe({ kind, release, environment, id, state }: PromotionRow): string {
  return `${kind} of ${release} into ${environment} (${id}) is ${state}`;
}
