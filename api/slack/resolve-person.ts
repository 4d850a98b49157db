import type { ChatAnswer } from "../../adapters/chat/port.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { SlackPerson } from "../../domain/schema/slack-item.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** Who an account is to us, or why it is nobody. */
export type Resolved =
  | { readonly result: "person"; readonly principal: Principal }
  /** `why` is for the record, `say` for the person. */
  | { readonly result: "nobody"; readonly why: string; readonly say: string; readonly principal?: Principal }
  /** Slack was not there to ask: later it may be. */
  | { readonly result: "unclear"; readonly why: string; readonly retryAfterMs?: number };

type Deps = Pick<SlackDeps, "chat" | "ownTeam" | "principalOfIdentity">;

/**
 * The person behind an account: linked by an admin, and a full member of the workspace, as Slack says at this moment.
 * Being able to see a channel is no authority.
 */
export async function resolvePerson(deps: Deps, by: SlackPerson, signal: AbortSignal): Promise<Resolved> {
  const { team, user, home } = by;
  const own = deps.ownTeam?.();
  if (own !== undefined && own !== team) return foreign(`${user} is of installation ${team}, not ${own}`);
  if (home !== "" && home !== team) return foreign(`${user} is of workspace ${home}, not ${team}`);
  // Whoever is linked to nobody is not worth a question to Slack.
  const before = await linkedTo(deps, by);
  if (before.result !== "person") return before;
  const account = await deps.chat.account(user, signal);
  if (account.outcome === "refused" && account.mend === "person") return foreign(`Slack does not show ${user} to us`);
  if (account.outcome !== "applied") {
    const pause = account.outcome === "throttled" ? { retryAfterMs: account.retryAfterMs } : {};
    return { result: "unclear", why: `account ${user}: ${reasonOf(account)}`, ...pause };
  }
  // An organisation's id, which starts with E, covers all of its workspaces.
  const isElsewhere = account.value.team !== team && !team.startsWith("E");
  if (!account.value.isMember || isElsewhere) return foreign(`${user} is no full member of ${team}`);
  // Slack may have taken seconds: what they may do is read after it, so that a role that was taken back meanwhile is gone.
  return await linkedTo(deps, by);
}

async function linkedTo(deps: Deps, { team, user }: SlackPerson): Promise<Exclude<Resolved, { result: "unclear" }>> {
  const principal = await deps.principalOfIdentity("slack", team, user);
  if (principal === undefined) {
    const link = `holdfast people link NAME --slack ${team}/${user}`;
    const say = `Holdfast does not know who you are. Ask an admin to connect your account:\n\`${link}\``;
    return { result: "nobody", why: `account ${user} of ${team} is linked to nobody`, say };
  }
  if (!principal.isActive) {
    const why = `${principal.name} is deactivated`;
    const say = `Your account in Holdfast, ${principal.name}, is deactivated. Ask an admin.`;
    return { result: "nobody", why, say, principal };
  }
  return { result: "person", principal };
}

function foreign(why: string): Resolved {
  const say =
    "Only full members of this workspace can use Holdfast here: no guests, no bots, nobody of another workspace.";
  return { result: "nobody", why, say };
}

const reasonOf = (answer: ChatAnswer<unknown>) => (answer.outcome === "applied" ? "" : answer.reason);
