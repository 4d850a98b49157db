import { setTimeout as sleep } from "node:timers/promises";
import type { Ballot, BallotAnswer } from "../../../adapters/store/approvals-port.ts";
import type { ApprovalView } from "../../../domain/schema/approval.ts";
import type { Random } from "../../crash/random.ts";
import type { Installation } from "../../setup/installation.ts";
import type { PeopleWorld } from "../../setup/people-world.ts";
import type { LineWish, RaceLine } from "./race-line.ts";
import type { Rights } from "./rights.ts";

/** Where one race is run, and with whom. */
export interface RaceStage {
  readonly holdfast: Installation;
  readonly line: RaceLine;
  readonly people: PeopleWorld;
  readonly rights: Rights;
  readonly random: Random;
  /** Number of this race; persons and groups of its own have it in their names. */
  readonly place: number;
  /** Notes what has really happened. */
  readonly note: (what: string) => void;
}

/** A kind of race. */
export interface RaceKind {
  readonly name: string;
  /** How often it is run among others. */
  readonly weight: number;
  /** What its environment's stage asks. */
  readonly wish: (people: PeopleWorld, place: number) => LineWish;
  /** What has to happen, each in at least this share of the times that it is run. */
  readonly happens: Readonly<Record<string, number>>;
  /** Runs it, until nothing is open. @throws Error where something is wrong at once */
  readonly run: (stage: RaceStage) => Promise<void>;
}

const OPEN_MS = 100;
const LIMIT_MS = 120_000;

/** The newest question of a promotion that is open, besides an earlier one; undefined when the promotion is over before. */
async function question(
  { holdfast: { store } }: RaceStage,
  promotionId: string,
  besides?: string,
): Promise<ApprovalView | undefined> {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    const { items } = await store.listApprovals({ limit: 1, promotionId, status: "pending" });
    if (items[0] !== undefined && items[0].id !== besides) return items[0];
    const promotion = await store.getPromotion(promotionId);
    if (promotion !== undefined && !["Waiting", "Running"].includes(promotion.state)) return undefined;
    if (Date.now() > until) throw new Error(`nobody is asked about ${promotionId}: ${JSON.stringify(promotion)}`);
    await sleep(OPEN_MS);
  }
}

/** The newest question of a promotion that is open, besides an earlier one. @throws Error where there is none */
export async function asked(stage: RaceStage, promotionId: string, besides?: string): Promise<ApprovalView> {
  const found = await question(stage, promotionId, besides);
  if (found === undefined) throw new Error(`promotion ${promotionId} is over, and nobody was asked`);
  return found;
}

/** Says yes for these people to whatever is asked, until the promotion is over. */
export async function carry(stage: RaceStage, promotionId: string, voters: readonly string[]): Promise<void> {
  for (;;) {
    const open = await question(stage, promotionId);
    if (open === undefined) return;
    for (const name of voters)
      await stage.people.vote(name, open.id, "approve", { planDigest: open.binding.planDigest });
    await sleep(OPEN_MS);
  }
}

/** One thing that somebody wants of an approval. */
export type Wish = readonly [who: string, choice: Ballot["choice"], more?: Partial<Ballot> & { readonly key?: string }];

/** Lets people want things at the same moment; answers what each was told. */
export async function atOnce(
  { people, random }: RaceStage,
  approvalId: string,
  wishes: readonly Wish[],
): Promise<readonly BallotAnswer[]> {
  const order = random.shuffle(wishes.map((_, place) => place));
  const answers = await Promise.all(
    order.map(async (place) => {
      const [who, choice, more = {}] = wishes[place] ?? (["", "approve"] as const);
      const reason = choice === "reject" || choice === "break-glass" ? "because of this race" : "";
      return [place, await people.vote(who, approvalId, choice, { reason, ...more })] as const;
    }),
  );
  return answers.toSorted(([one], [other]) => one - other).map(([, answer]) => answer);
}

/** The code of an answer; empty where it was counted. */
export const codeOf = (answer: BallotAnswer | undefined): string =>
  answer === undefined || answer.isCounted ? "" : answer.code;
