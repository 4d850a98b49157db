import { createHmac } from "node:crypto";
import type { Chat, ChatAccount, ChatAnswer } from "../../adapters/chat/port.ts";
import { slackRendering } from "../../adapters/chat/slack-rendering.ts";
import type { Ballot, BallotAnswer } from "../../adapters/store/approvals-port.ts";
import type { NewRefusal } from "../../adapters/store/people-port.ts";
import type { SlackInbox, StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import { createBackground } from "../../api/slack/background.ts";
import type { SlackDeps } from "../../api/slack/slack-deps.ts";
import { jsonLog } from "../../api/http/log.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { approvalView, ASKED_AT } from "./approval-view.ts";

export const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
export const APP = "A0HOLDFAST";
export const TEAM = "T0SHOP";
/** When every request comes. */
export const NOW = ASKED_AT + 60_000;

/** A row of the inbox in memory. */
export type MemoryRow = Omit<StoredSlackItem, "isDue"> & {
  attempts: number;
  state: string;
  notBefore: number;
  outcome?: string;
};

/** An inbox that ends with the test. Its clock stands still while rows are handled, and then goes on to what is due next. */
export function memorySlackInbox(): SlackInbox & { readonly rows: MemoryRow[]; readonly now: () => number } {
  const rows: MemoryRow[] = [];
  let nowMs = NOW;
  let isBegun = true;
  const rowOf = (id: number) => rows.find((row) => row.id === id && row.state !== "handled");
  return {
    rows,
    now: () => nowMs,
    async receiveSlackItem({ key, item, state }) {
      const before = rows.find((row) => row.key === key);
      if (before !== undefined) return { id: before.id, receivedAt: before.receivedAt, isNew: false };
      const row = { id: rows.length + 1, key, item, state, receivedAt: NOW, attempts: 0, notBefore: 0 };
      rows.push(row);
      return { id: row.id, receivedAt: NOW, isNew: true };
    },
    async openSlackItems(limit) {
      const open = rows.filter(({ state }) => state === "waiting").slice(0, limit);
      const later = open.map(({ notBefore }) => notBefore).filter((ms) => ms > nowMs);
      if (!isBegun && later.length > 0) nowMs = Math.min(...later);
      isBegun = false;
      return open.map((row) => ({ ...row, isDue: row.notBefore <= nowMs }));
    },
    async beginSlackItem(id) {
      isBegun = true;
      const row = rowOf(id);
      if (row === undefined) return 0;
      row.attempts += 1;
      return row.attempts;
    },
    async postponeSlackItem(id, ms) {
      const row = rowOf(id);
      if (row !== undefined) row.notBefore = nowMs + ms;
    },
    endOpenSlackItems: async () => await Promise.reject(new Error("this inbox is handled")),
    forgetSlackItems: async () => 0,
    async releaseSlackItem(id) {
      const row = rowOf(id);
      if (row !== undefined) row.state = "waiting";
    },
    async endSlackItem(id, outcome) {
      const row = rowOf(id);
      if (row !== undefined) Object.assign(row, { state: "handled", outcome });
    },
  };
}

/** A person of the shop, in the group that is asked. */
export const person = (name: string, change: Partial<Principal> = {}): Principal => ({
  kind: "person",
  id: `pe-${name}`,
  name,
  isActive: true,
  groups: ["release-managers"],
  grants: [],
  ...change,
});

/** What happened in a world of Slack without a Slack. */
export interface SlackWorld {
  readonly deps: SlackDeps;
  readonly inbox: ReturnType<typeof memorySlackInbox>;
  /** Approvals by id; a test may change them. */
  readonly approvals: Map<string, ApprovalView>;
  /** Persons by `team/user`. */
  readonly persons: Map<string, Principal>;
  /** What Slack says of accounts that are not as others. */
  readonly accounts: Map<string, ChatAnswer<ChatAccount>>;
  /** Ballots that were counted or refused, each request once. */
  readonly ballots: (Ballot & { readonly key: string })[];
  readonly whispers: { readonly user: string; readonly text: string }[];
  readonly forms: { readonly trigger: string; readonly view: unknown }[];
  /** What was noted as refused. */
  readonly refusals: Omit<NewRefusal, "dropped">[];
  readonly copies: string[];
  readonly logs: string[];
}

/** Everything that Slack's side of the API needs, in memory: one approval, persons ana, bo and cy. */
export function slackWorld(change: Partial<SlackDeps> = {}): SlackWorld {
  const inbox = memorySlackInbox();
  const approvals = new Map([approvalView()].map((view) => [view.id, view]));
  const persons = new Map(["ana", "bo", "cy"].map((name) => [`${TEAM}/U0${name.toUpperCase()}`, person(name)]));
  const accounts = new Map<string, ChatAnswer<ChatAccount>>();
  const ballots: SlackWorld["ballots"] = [];
  const whispers: SlackWorld["whispers"] = [];
  const forms: SlackWorld["forms"] = [];
  const refusals: SlackWorld["refusals"] = [];
  const copies: string[] = [];
  const logs: string[] = [];
  const log = jsonLog((line) => logs.push(line));
  const answers = new Map<string, BallotAnswer>();
  const applied = { outcome: "applied", value: null } as const;
  const chat: Chat = {
    post: async ({ channel }) => ({ outcome: "applied", value: { channel, ts: "1.1" } }),
    update: async (value) => ({ outcome: "applied", value }),
    async whisper({ user }, text) {
      whispers.push({ user, text });
      return applied;
    },
    async openForm(trigger, view) {
      forms.push({ trigger, view });
      return applied;
    },
    find: async () => applied,
    account: async (user) => accounts.get(user) ?? { outcome: "applied", value: { user, team: TEAM, isMember: true } },
    check: async () => ({ outcome: "applied", value: { team: TEAM, bot: "B0HOLDFAST" } }),
  };
  const deps: SlackDeps = {
    inbox,
    chat,
    log,
    rendering: slackRendering({}),
    background: createBackground(log),
    authorization: { decide: () => ({ isAllowed: true, policies: [] }) },
    refusals: { note: (one) => void refusals.push(one) },
    modeOf: async () => "decide",
    ownTeam: () => undefined,
    principalOfIdentity: async (_, team, user) => persons.get(`${team}/${user}`),
    adoptCopy: async (id, { channel, ts }) => void copies.push(`${id} ${channel} ${ts}`),
    inbound: { signingSecrets: [SECRET], appId: APP, replyOrigins: ["https://hooks.slack.com"] },
    now: inbox.now,
    store: {
      getApproval: async (id) => approvals.get(id),
      listApprovals: async () => ({ items: [...approvals.values()] }),
      getEnvironment: async () => undefined,
      listPromotions: async () => ({ items: [] }),
      async acceptBallot({ key }, ballot) {
        const before = answers.get(key);
        if (before !== undefined) return { ...before, isReplay: true };
        const answer = judge(approvals, ballot);
        answers.set(key, answer);
        ballots.push({ ...ballot, key });
        return answer;
      },
    },
    ...change,
  };
  return { deps, inbox, approvals, persons, accounts, ballots, whispers, forms, refusals, copies, logs };
}

/** A small stand-in for the product's own decision, which has tests of its own. */
function judge(approvals: Map<string, ApprovalView>, ballot: Ballot): BallotAnswer {
  const approval = approvals.get(ballot.approvalId) ?? approvalView();
  const no = (reason: string): BallotAnswer => ({
    isCounted: false,
    code: "REQUEST_INVALID",
    reason,
    approval,
    isReplay: false,
  });
  if (approval.status !== "pending") return no(`it is ${approval.status} already`);
  if (ballot.planDigest !== approval.binding.planDigest) return no("the plan has changed since");
  if (!ballot.mayVote) return no("you may not vote here");
  const { id, name } = ballot.principal;
  if (approval.excluded.some((one) => one.id === id)) return no("you asked for it yourself");
  const decision = ballot.choice === "reject" ? "reject" : "approve";
  const vote = {
    person: { id, name },
    decision,
    comment: ballot.reason,
    via: ballot.via,
    receivedAt: ballot.receivedAt ?? 0,
  } as const;
  const votes = [...approval.votes.filter((one) => one.person.id !== id), vote];
  const yes = votes.filter((one) => one.decision === "approve").length;
  const status = decision === "reject" ? "rejected" : yes >= approval.rule.count ? "approved" : "pending";
  const next = { ...approval, votes, status } as const;
  approvals.set(approval.id, next);
  return { isCounted: true, approval: next, isReplay: false };
}

/** Headers with which Slack would send this body now. */
export function signedHeaders(
  body: string | Uint8Array,
  { secret = SECRET, atMs = NOW }: { readonly secret?: string; readonly atMs?: number } = {},
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${digest}` };
}

/** A payload of a click on a button of the approval's message. */
export function clickPayload(
  action: "approve" | "reject" | "details" | "open",
  change: object = {},
): Record<string, unknown> {
  const view = approvalView();
  return {
    type: "block_actions",
    api_app_id: APP,
    team: { id: TEAM },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: "U0BO", team_id: TEAM },
    trigger_id: "1.2.abc",
    response_url: "https://hooks.slack.com/actions/1",
    container: { type: "message", message_ts: "1790000000.000100", channel_id: "C0RELEASES", is_ephemeral: false },
    message: { ts: "1790000000.000100", app_id: APP },
    actions: [
      {
        action_id: `holdfast.${action}`,
        block_id: `apr:${view.id}`,
        value: JSON.stringify({ a: view.id, p: view.binding.planDigest }),
        action_ts: "1790000001.000200",
      },
    ],
    ...change,
  };
}

/** A payload of the form with a reason. */
export function formPayload(reason: string, change: object = {}): Record<string, unknown> {
  const view = approvalView();
  const metadata = { a: view.id, p: view.binding.planDigest, c: "C0RELEASES", t: "1790000000.000100" };
  return {
    type: "view_submission",
    api_app_id: APP,
    team: { id: TEAM },
    user: { id: "U0BO", team_id: TEAM },
    view: {
      id: "V1",
      hash: "1.abc",
      callback_id: "holdfast.reject.reason",
      private_metadata: JSON.stringify(metadata),
      state: { values: { reason: { text: { type: "plain_text_input", value: reason } } } },
    },
    ...change,
  };
}

/** An interaction as Slack sends it. */
export const formOf = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

/** A slash command as Slack sends it. */
export const commandForm = (text: string, change: Record<string, string> = {}): string =>
  new URLSearchParams({
    command: "/holdfast",
    text,
    user_id: "U0BO",
    team_id: TEAM,
    channel_id: "C0RELEASES",
    api_app_id: APP,
    response_url: "https://hooks.slack.com/commands/1",
    trigger_id: "1.2.def",
    is_enterprise_install: "false",
    ...change,
  }).toString();
