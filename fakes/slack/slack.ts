import type { ChangeWatch } from "./change-watch.ts";
import type { CommitEffect } from "./commit-effect.ts";
import type { Faults } from "./faults.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { RequestLog } from "./request-log.ts";
import type { Settings } from "./settings.ts";
import type { TruthLog } from "./truth-log.ts";
import type { World } from "./world.ts";

/** A running Slack, behind its HTTP face. */
export interface Slack {
  readonly world: World;
  readonly log: TruthLog;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly limits: RateLimits;
  readonly watch: ChangeWatch;
  readonly commit: CommitEffect;
  /** Where it listens, as `http://127.0.0.1:7083`: response URLs point there. */
  origin: string;
}
