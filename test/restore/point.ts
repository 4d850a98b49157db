import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { Standing } from "./standing.ts";
import type { Components } from "./system/blueprint.ts";
import type { World } from "./world.ts";

/** What becomes of data when a deploy fails. */
export type DataRule = "keep" | "restore";

/** How the second release differs from one that changes everything and works. */
export interface SecondRelease {
  /** Components that are otherwise, by name. */
  readonly components?: Components;
  /** Names of components that it has no more. */
  readonly without?: readonly string[];
  /** Files of its artifact that are otherwise. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a point is played with. */
export interface Played {
  readonly world: World;
  /** What stood before. */
  readonly before: Standing;
  /** What was found on the way that is not as it must be, one line each. */
  readonly problems: string[];
}

/** A place at which a release fails, and what is to follow. */
export interface Point {
  readonly name: string;
  /** The rules it is played with; both where absent. */
  readonly rules?: readonly DataRule[];
  readonly second?: SecondRelease;
  /** What is in trouble from the beginning: names of files that the programs of the system look for. */
  readonly troubles?: readonly string[];
  /** `hold` where a person decides; it is restored at once where absent. */
  readonly onFailure?: "hold";
  /** The environment's class, where the rule is left to it; the rule is stated where absent. */
  readonly ruleOfClass?: "staging" | "prod";
  /** True when no step that changes data has begun: then no rule puts a snapshot back. */
  readonly leavesData?: true;
  /** True when the second release has another database: what it wrote there is kept as a snapshot. */
  readonly replacesDatabase?: true;
  /** Steps whose undo fails at first: they are undone after the others. */
  readonly undoneLater?: readonly string[];
  /** Looks whether it ended as it must, one line for each thing that is not; everything is restored where absent. */
  readonly ends?: (played: Played, promotion: PromotionDetail) => Promise<readonly string[]>;
  /** Plays it from the ready environment to the promotion's end; a promotion that is restored by itself where absent. */
  readonly play?: (played: Played) => Promise<PromotionDetail>;
}
