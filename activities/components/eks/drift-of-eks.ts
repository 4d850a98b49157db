import { flatten } from "../../../domain/drift/flatten.ts";
import { explainIssues } from "../../../domain/eks/health-issues.ts";
import { givenTags } from "../../../domain/eks/ownership.ts";
import type { DriftLook, DriftPlace, DriftWatch } from "../drift-watch.ts";
import { wantedTags } from "./changes-of.ts";
import type { EksPorts } from "./eks-driver.ts";
import { isGoneForGood, type GoneLimits } from "./gone-for-good.ts";
import { inTurnOf } from "./in-turn-of.ts";
import type { EksKind, Seen } from "./kind.ts";
import type { LifeNotes, Notebook } from "./life-notes.ts";
import { nameOf, notOursBecause } from "./whose.ts";

/** What looks for drift need of their driver. */
export interface DriftSources {
  readonly ports: Pick<EksPorts, "eks" | "eksPlace">;
  readonly notebookOf: (componentUid: string, incarnation: number) => Promise<Notebook>;
  readonly limits: () => GoneLimits;
}

const TAGS = "tags";
/** What may hold a secret, whoever has put it there. */
const CONFIGURATION = ["config.configuration", "addon.configuration"];
const LOCAL: DriftPlace = { account: "local", region: "local" };

/**
 * How resources of EKS show drift. Each is looked at by itself: a list of EKS has names only, of everybody's resources, and
 * which of them is ours, and how it is, only a look at it tells. Where it is, the notes of its life say.
 */
export function driftOfEks<Config, S extends Seen>(
  kind: EksKind<Config, S>,
  { ports, notebookOf, limits }: DriftSources,
): DriftWatch<Config> {
  const { stated, fixed, holdsData } = kind.drift;
  return {
    version: 1,
    place: () => ports.eksPlace ?? LOCAL,

    stated: async (subject) => ({ ...stated(subject.config), ...flatten(wantedTags(kind, subject), TAGS) }),

    async look({ id, incarnation }, signal) {
      const { notes } = await notebookOf(id.componentUid, incarnation);
      const { target, life } = notes;
      if (target === undefined) return { state: "absent", reason: "it was never asked for" };
      const find = async () => await kind.find({ eks: inTurnOf(id, ports.eks), signal }, { target, life });
      const seen = await find();
      if (seen === undefined) {
        const isGone = await isGoneForGood(find, limits(), signal);
        return isGone ? { state: "absent", reason: `EKS knows no ${nameOf(target)}` } : { state: "changing" };
      }
      const reason = notOursBecause(seen, notes, { id, incarnation });
      return reason === undefined ? lookOf(kind, seen, notes) : { state: "absent", reason };
    },

    isPublic: (path) => !CONFIGURATION.some((secret) => path === secret || path.startsWith(`${secret}.`)),

    revertOf(path) {
      if (path === "component") return holdsData === true ? "none" : "replace";
      const isFixed = fixed.some((one) => (one.endsWith(".") ? path.startsWith(one) : path === one));
      // EKS says what is wrong, and people mend it: another life would have the same trouble.
      return path === "health" || isFixed ? "none" : "update";
    },
  };
}

function lookOf<Config, S extends Seen>(
  { drift }: EksKind<Config, S>,
  seen: S,
  { states, tags }: LifeNotes,
): DriftLook {
  const { standing } = seen;
  if (standing === "changing" || standing === "deleting" || standing === "unknown") return { state: "changing" };
  const { fields, unseen } = drift.shown(seen, new Set(states));
  const unhealthy = troubleOf(seen);
  return {
    state: "seen",
    fields: { ...fields, ...flatten(givenTags(seen.tags, tags), TAGS) },
    ...(unseen.length === 0 ? {} : { unseen }),
    ...(unhealthy === undefined ? {} : { unhealthy }),
  };
}

/** In one order and without instances, which come and go, so that the same trouble is the same difference. */
function troubleOf({ standing, status, issues }: Seen): string | undefined {
  if (standing === "settled" && issues.length === 0) return undefined;
  const lasting = issues.map(({ resourceIds, ...issue }) => ({
    ...issue,
    resourceIds: (resourceIds ?? []).filter((id) => !id.startsWith("i-")).toSorted(),
  }));
  const inOrder = lasting.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return `${status}: ${explainIssues(inOrder, "EKS does not say why")}`;
}
