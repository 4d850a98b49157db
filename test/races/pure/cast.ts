import type { ApprovalQuestion, Voter } from "../../../domain/approvals/approval-question.ts";
import type { ApprovalRule, PersonName } from "../../../domain/schema/approval.ts";
import type { Random } from "../../crash/random.ts";

/** Group that is asked first, the one that is asked later, and the one that may pass without votes. */
export const GROUPS = { first: "managers", second: "directors", glass: "on-call" } as const;
/** When every question of these races ends. */
export const EXPIRES_AT = 1_000;
/** What people are asked about, and something else. */
export const PLANS = { asked: "sha256:asked", other: "sha256:other" } as const;

/** Everybody who may take part, by the name that the scripts use. */
export type Cast = Readonly<Record<Role, Voter>>;
/** One of them. */
export type Role =
  | "ana"
  | "bo"
  | "cy"
  | "dee"
  | "requester"
  | "author"
  | "director"
  | "oncall"
  | "outsider"
  | "roleless"
  | "gone"
  | "service";

const person = (name: string, groups: readonly string[], changes: Partial<Voter> = {}): Voter => ({
  id: `p-${name}`,
  name,
  isPerson: true,
  groups,
  mayVote: true,
  ...changes,
});

/** The people; some belong to more groups in some races. */
export function drawCast(random: Random): Cast {
  const { first, second, glass } = GROUPS;
  const also = (group: string) => (random.next() < 0.2 ? [group] : []);
  return {
    ana: person("ana", [first, ...also(second)]),
    bo: person("bo", [first, ...also(glass)]),
    cy: person("cy", [first]),
    dee: person("dee", [first]),
    requester: person("requester", [first, ...also(glass)]),
    author: person("author", [first, second]),
    director: person("director", [second]),
    oncall: person("oncall", [glass, ...also(first)]),
    outsider: person("outsider", []),
    roleless: person("roleless", [first, second, glass], { mayVote: false }),
    gone: person("gone", [first, second], { mayVote: false }),
    service: person("service", [first, second, glass], { isPerson: false }),
  };
}

/** What they are asked. */
export function drawQuestion(random: Random, cast: Cast): ApprovalQuestion {
  const name = ({ id, name: shown }: Voter): PersonName => ({ id, name: shown });
  const rule: ApprovalRule = {
    from: GROUPS.first,
    count: random.pick([1, 2, 2, 2, 3]),
    ...(random.next() < 0.6 ? { escalateTo: GROUPS.second } : {}),
    ...(random.next() < 0.6 ? { breakGlass: GROUPS.glass } : {}),
  };
  return {
    rule,
    binding: { releaseDigest: "sha256:release", planDigest: PLANS.asked, generation: 3 },
    excluded: [name(cast.requester), name(cast.author)],
    requesters: [name(cast.requester)],
    expiresAt: EXPIRES_AT,
  };
}
