import { type CommandAccess, does, reads } from "../command-access.ts";
import type { CommandEntry } from "../define-command.ts";

const ANSWERS_DRIFT: CommandAccess = [
  ...does("answer-drift", "environment", "answerFinding"),
  ...does("view", "environment", "getFinding"),
];

/** The command about what differs from what is wanted. */
export const DRIFT_COMMAND: CommandEntry = {
  name: "drift",
  usage: "[list]|show|explain|check|revert|adopt|snooze|accept|sweeps",
  summary: "say what differs from what is wanted, and decide about it",
  access: {
    list: reads("listFindings", "listSweeps"),
    show: does("view", "environment", "getFinding"),
    explain: does("view", "environment", "explainDrift"),
    check: [
      ...does("promote", "environment", "requestSweep"),
      ...does("view", "environment", "getEnvironment", "getOperation"),
      { action: "view", resource: "visible", operations: ["getSweep", "listFindings"] },
    ],
    revert: ANSWERS_DRIFT,
    // What is adopted is applied.
    adopt: ANSWERS_DRIFT,
    snooze: ANSWERS_DRIFT,
    accept: ANSWERS_DRIFT,
    sweeps: reads("listSweeps"),
  },
  load: async () => (await import("./drift.ts")).drift,
};
