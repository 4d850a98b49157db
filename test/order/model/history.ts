import { wishGroup } from "../../../domain/wished-environment.ts";
import { type LineShape, stagesBefore, type Stage } from "./line.ts";
import type { EventRow, PromotionRow } from "./truth.ts";

/** A rule that does not hold, and how. */
export interface Finding {
  readonly rule: string;
  readonly problem: string;
}

/** What must hold whenever a promotion has its turn. */
export const TURN_RULES = {
  forbidden: "nothing that is frozen or vetoed has its turn",
  skipped: "no stage is skipped",
  late: "none has its turn after a newer one",
} as const;

/** What events have told so far, in their order, and what in it must not be. */
export interface History {
  /** Takes events further; answers what is wrong with them. */
  read(events: readonly EventRow[], promotions: readonly PromotionRow[]): readonly Finding[];
  /** How often it was asked to be something else, as its events say. */
  changesOf(environmentUid: string): number;
  /** The release that an environment is to run, as its events say. */
  releaseOf(environmentUid: string): string | undefined;
  /** Whether a release is verified in every stage before, and that was not revoked. */
  isVerifiedBefore(promotion: PromotionRow, promotions: readonly PromotionRow[]): boolean;
  /** Freezes and vetoes that hold for a promotion. */
  forbidden(promotion: PromotionRow): readonly string[];
  /** Whether a freeze holds for an environment. */
  isFrozen(environment: string | undefined): boolean;
  /** How many promotions had their first turn. */
  readonly counts: { admitted: number; verified: number; restored: number };
}

interface Freeze {
  readonly project: string;
  readonly environment: string | undefined;
}

interface Veto {
  readonly release: string;
  readonly environment: string | undefined;
}

/** A history in which nothing has happened. */
export function createHistory(project: string, pipelines: ReadonlyMap<number, LineShape>): History {
  const releases = new Map<string, string>();
  const changes = new Map<string, number>();
  const freezes = new Map<string, Freeze>();
  const vetoes = new Map<string, Veto>();
  const verified = new Set<string>();
  const revoked = new Set<string>();
  const newest = new Map<string, { readonly position: number; readonly id: string }>();
  const counts = { admitted: 0, verified: 0, restored: 0 };

  const isVerifiedBefore: History["isVerifiedBefore"] = (promotion, promotions) => {
    const shape = pipelines.get(promotion.pipelineVersion);
    if (shape === undefined) return false;
    return stagesBefore(shape, promotion.environment as Stage).every((stage) => {
      const there = promotions.filter(
        ({ id, environment, releaseDigest, kind }) =>
          environment === stage && releaseDigest === promotion.releaseDigest && kind !== "change" && verified.has(id),
      );
      const last = there.at(-1);
      return last !== undefined && !revoked.has(last.id);
    });
  };
  const freezesOf = (environment: string | undefined) =>
    [...freezes].filter(
      ([, freeze]) =>
        (freeze.project === "" || freeze.project === project) &&
        (freeze.environment === undefined || freeze.environment === environment),
    );
  const forbidden: History["forbidden"] = ({ environment, release, overrideFreeze }) => {
    const frozen = overrideFreeze === null ? freezesOf(environment) : [];
    const vetoed = [...vetoes].filter(
      ([, veto]) => veto.release === release && (veto.environment === undefined || veto.environment === environment),
    );
    return [...frozen.map(([name]) => `freeze ${name}`), ...vetoed.map(([name]) => name)];
  };
  const admitted = (promotion: PromotionRow, promotions: readonly PromotionRow[]): readonly Finding[] => {
    const { id, kind, release, environment, environmentUid, position } = promotion;
    const what = `${kind} ${id} of ${release} into ${environment}`;
    counts.admitted += 1;
    const group = `${environmentUid}/${wishGroup(kind)}`;
    const before = newest.get(group);
    if (before === undefined || before.position < position) newest.set(group, { position, id });
    const findings = forbidden(promotion).map((rule) => ({
      rule: TURN_RULES.forbidden,
      problem: `${what} was admitted in spite of ${rule}`,
    }));
    const isSkipping = kind === "promote" && !isVerifiedBefore(promotion, promotions);
    const isLate = before !== undefined && before.position > position;
    return [
      ...findings,
      ...(isSkipping
        ? [{ rule: TURN_RULES.skipped, problem: `${what} was admitted, and is not verified before` }]
        : []),
      ...(isLate
        ? [{ rule: TURN_RULES.late, problem: `${what} was admitted after ${before.id}, which is newer` }]
        : []),
    ];
  };
  const changed = (environmentUid: string | null, release: string | undefined) => {
    if (environmentUid === null || release === undefined) return;
    changes.set(environmentUid, (changes.get(environmentUid) ?? 0) + 1);
    releases.set(environmentUid, release);
  };
  const readOne = (event: EventRow, promotions: readonly PromotionRow[]): readonly Finding[] => {
    const { type, environmentUid, environment, data, message } = event;
    const promotion = promotions.find(({ id }) => id === event.promotionId);
    switch (type) {
      case "environment.created":
      case "environment.changed": {
        changed(environmentUid, / release (\S+)$/.exec(message)?.[1]);
        return [];
      }
      case "promotion.admitted":
      case "promotion.restore-admitted":
        changed(environmentUid, String(data["release"]));
        return type === "promotion.admitted" && promotion !== undefined ? admitted(promotion, promotions) : [];
      case "promotion.verified":
        counts.verified += 1;
        verified.add(event.promotionId ?? "");
        return [];
      case "promotion.restored":
        counts.restored += 1;
        return [];
      case "promotion.revoked":
        revoked.add(event.promotionId ?? "");
        return [];
      case "release.vetoed":
        vetoes.set(String(data["veto"]), { release: String(data["release"]), environment: environment ?? undefined });
        return [];
      case "release.veto-lifted":
        vetoes.delete(String(data["veto"]));
        return [];
      case "freeze-window.created":
        freezes.set(windowOf(message), { project: event.project, environment: environment ?? undefined });
        return [];
      case "freeze-window.deleted":
        freezes.delete(windowOf(message));
        return [];
      default:
        return [];
    }
  };
  return {
    counts,
    isVerifiedBefore,
    forbidden,
    isFrozen: (environment) => freezesOf(environment).length > 0,
    changesOf: (uid) => changes.get(uid) ?? 0,
    releaseOf: (uid) => releases.get(uid),
    read: (events, promotions) => events.flatMap((event) => readOne(event, promotions)),
  };
}

function windowOf(message: string): string {
  return /^freeze window (\S+) was/.exec(message)?.[1] ?? "";
}
