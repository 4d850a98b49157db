import type { CommitEffect } from "./commit-effect.ts";
import type { Faults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { Settings } from "./settings.ts";
import type { TruthLog } from "./truth-log.ts";
import type { World } from "./world.ts";
import type { Gate } from "./deployment.ts";
import type { Issue } from "./issue.ts";

/** A running site, behind its HTTP face. */
export interface Jira {
  readonly world: World;
  readonly log: TruthLog;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly commit: CommitEffect;
  readonly autoApproval: AutoApproval;
}

/** Says yes by itself after the time in the settings; never when there is none. */
export interface AutoApproval {
  /** Approves an issue, unless somebody moved it by then. */
  watchIssue(issue: Issue): void;
  /** Allows a gate, unless somebody decided by then. */
  watchGate(gate: Gate): void;
}
