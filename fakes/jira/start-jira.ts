import type { Jira } from "./jira.ts";
import { autoApproval } from "./auto-approval.ts";
import { commitEffectTo } from "./commit-effect.ts";
import { waitingFaults } from "./faults.ts";
import type { Options } from "./options.ts";
import { DEFAULT_PROJECT } from "./project.ts";
import { requestLog } from "./request-log.ts";
import { openTruthLog } from "./truth-log.ts";
import { PERMISSIONS } from "./user.ts";
import { emptyWorld } from "./world.ts";

/** Starts a site where the truth log in the state directory left off; without a directory it starts empty. */
export async function startJira({ stateDir, email, token, settings }: Omit<Options, "port">): Promise<Jira> {
  const { log, lines } = await openTruthLog(stateDir);
  const world = emptyWorld();
  const user = { email, token, displayName: "Holdfast", permissions: { "*": PERMISSIONS } };
  const initial = [
    { table: "project", value: DEFAULT_PROJECT },
    { table: "user", value: user },
  ] as const;
  world.apply({ changes: initial, counters: {} }, 0);
  for (const { result, seq } of lines) world.apply(result, seq);

  const commit = commitEffectTo(world, log, settings);
  const jira = { world, log, settings, faults: waitingFaults(), requests: requestLog(), commit };
  const approval = autoApproval(jira);
  for (const issue of world.issues.values()) approval.watchIssue(issue);
  for (const gate of world.gates.values()) approval.watchGate(gate);
  return { ...jira, autoApproval: approval };
}
