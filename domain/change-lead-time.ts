import type { DeliveryBasis } from "./delivery-basis.ts";
import type { PromotionFact, ReleaseFact } from "./delivery-facts.ts";
import type { DeliveryMetric } from "./delivery-metric.ts";
import { timeMetric } from "./time-metric.ts";

/**
 * How long a release takes from its creation to the first time it is verified in an environment that counts: median
 * and p90. A rollback and a change of parameters bring nothing new, and are left out; so is a release that comes again.
 *
 * Not measured: a release whose creation is not known, or that was created anew after its verification.
 */
export function changeLeadTime({ deployments, historyOf, releases }: DeliveryBasis): DeliveryMetric {
  const createdAtByDigest = firstCreations(releases);
  const firsts = deployments.filter(
    (deployment) => bringsRelease(deployment) && isFirst(deployment, historyOf(deployment)),
  );
  return timeMetric(
    {
      id: "change-lead-time",
      name: "Change lead time",
      formula: "median time from the creation of a release to the end of the first promotion that ended Verified",
    },
    firsts.map((of) => ({ of, startAt: createdAtByDigest.get(of.releaseDigest), endAt: of.endedAt })),
  );
}

const bringsRelease = ({ kind, outcome }: PromotionFact) => kind === "promote" && outcome === "Verified";

/** Whether no earlier deployment of the history, which is sorted by end, brought the same release. */
function isFirst({ id, releaseDigest }: PromotionFact, history: readonly PromotionFact[]): boolean {
  return history.find((other) => bringsRelease(other) && other.releaseDigest === releaseDigest)?.id === id;
}

function firstCreations(releases: readonly ReleaseFact[]): ReadonlyMap<string, number> {
  const createdAtByDigest = new Map<string, number>();
  for (const { digest, createdAt } of releases)
    createdAtByDigest.set(digest, Math.min(createdAt, createdAtByDigest.get(digest) ?? createdAt));
  return createdAtByDigest;
}
