import { expect, it } from "vitest";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { answerCommand } from "../../api/slack/answer-command.ts";
import { handleClick } from "../../api/slack/handle-click.ts";
import { handleRejection } from "../../api/slack/handle-rejection.ts";
import type { Inbound } from "../../api/slack/inbound.ts";
import { openForm } from "../../api/slack/open-form.ts";
import { requireDeclaredButtons, SLACK_ACTIONS } from "../../api/slack/slack-actions.ts";
import { CHAT_BUTTONS } from "../../domain/chat-buttons.ts";
import { type Action, ROLES } from "../../domain/schema/access.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import type { SlackClick, SlackItem, SlackSubmission } from "../../domain/schema/slack-item.ts";
import { approvalView } from "../setup/approval-view.ts";
import { click, form } from "../setup/handle-slack.ts";
import { NOW, slackWorld, TEAM } from "../setup/slack-world.ts";
import { type Actor, type Aim, AIMS, everyActor, placeOf } from "./places.ts";
import { mayByReference } from "./reference.ts";

const GROUP = ["release-managers"];
/** Persons only: an account in Slack is linked to nobody else. */
const actors = everyActor(ROLES).filter(({ principal }) => principal.kind === "person");

/** What each does takes, said a second time. */
const TAKES: Readonly<Record<string, Action | undefined>> = {
  approve: "vote",
  reject: "vote",
  details: "view",
  open: undefined,
  "command status": "view",
  "command approvals": "view",
  "command help": undefined,
};

/** A world with one approval where the aim is, if there is such a place, and one person who clicks. */
function worldOf({ principal }: Actor, aim: Aim) {
  const place = placeOf(aim);
  const view: ApprovalView | undefined =
    place === undefined
      ? undefined
      : approvalView({ project: aim.project, environment: aim.environment, class: place.class });
  const environment = { phase: "Ready", reason: "", isSuspended: false, components: { total: 0, ready: 0, failed: 0 } };
  const world = slackWorld({ authorization: cedarAuthorization() });
  Object.assign(world.deps.store, {
    async getEnvironment(name: string, project: string) {
      if (view === undefined || name !== aim.environment || project !== aim.project) return undefined;
      const metadata = { project, name };
      return { ...environment, document: { metadata, spec: { class: view.class, release: "1.0.0" } } };
    },
  });
  world.approvals.clear();
  if (view !== undefined) world.approvals.set(view.id, view);
  world.persons.set(`${TEAM}/U0BO`, { ...principal, groups: GROUP });
  return { world, view };
}

/** What was sent, as its row. */
function rowOf<Item extends SlackItem>(sent: Inbound) {
  if (sent.kind !== "item") throw new Error(`${sent.kind} is not stored`);
  const row = { id: 1, key: sent.key, item: sent.item, receivedAt: NOW, attempts: 1, isDue: true };
  return { row, item: sent.item as Item, isLast: true };
}

/** Does each thing as a person in Slack; true where it had its effect. */
const DOES: Readonly<Record<string, (actor: Actor, aim: Aim) => Promise<boolean>>> = {
  async approve(actor, aim) {
    const { world } = worldOf(actor, aim);
    await handleClick(world.deps, rowOf<SlackClick>(click("approve")));
    return world.ballots.some(({ mayVote }) => mayVote);
  },
  async reject(actor, aim) {
    const { world } = worldOf(actor, aim);
    await handleRejection(world.deps, rowOf<SlackSubmission>(form("the prices are wrong")));
    return world.ballots.some(({ mayVote }) => mayVote);
  },
  async details(actor, aim) {
    const { world } = worldOf(actor, aim);
    await openForm(world.deps, rowOf<SlackClick>(click("details")).item, "1.2.3");
    return world.forms.length > 0;
  },
  async "command status"(actor, aim) {
    const { world } = worldOf(actor, aim);
    const text = `status ${aim.project}/${aim.environment}`;
    const command = { kind: "command", by: { team: TEAM, user: "U0BO", home: "" }, text, responseUrl: "" } as const;
    return (await answerCommand(world.deps, command, AbortSignal.timeout(5_000))).text.includes("*Ready*");
  },
  async "command approvals"(actor, aim) {
    const { world } = worldOf(actor, aim);
    const by = { team: TEAM, user: "U0BO", home: "" };
    const command = { kind: "command", by, text: "approvals", responseUrl: "" } as const;
    return (await answerCommand(world.deps, command, AbortSignal.timeout(5_000))).text.includes(approvalView().id);
  },
};

it("has every button and command, and nothing that there is not", () => {
  const buttons = Object.keys(CHAT_BUTTONS);
  const commands = ["status", "approvals", "help"].map((name) => `command ${name}`);
  expect(Object.keys(SLACK_ACTIONS).toSorted()).toEqual([...buttons, ...commands].toSorted());
  const declared = Object.entries(SLACK_ACTIONS).map(([verb, one]) => [verb, "none" in one ? undefined : one.action]);
  expect(Object.fromEntries(declared)).toEqual(TAKES);
  const acting = Object.entries(TAKES).filter(([, action]) => action !== undefined);
  expect(Object.keys(DOES).toSorted()).toEqual(acting.map(([verb]) => verb).toSorted());
});

it("refuses to start with a button of which nothing says what it takes", () => {
  expect(() => requireDeclaredButtons()).not.toThrow();
  expect(() => requireDeclaredButtons({ ...CHAT_BUTTONS, erase: "holdfast.erase" })).toThrow(
    'nothing says what the button "erase" in Slack takes',
  );
});

it("is right for every role, in the own place, another class, another project, and where nothing is", async () => {
  const wrong: string[] = [];
  let cells = 0;
  for (const [verb, does] of Object.entries(DOES)) {
    const action = TAKES[verb] ?? "view";
    for (const actor of actors)
      for (const [where, aim] of Object.entries(AIMS)) {
        cells += 1;
        const place = placeOf(aim);
        const expected =
          place !== undefined && mayByReference(actor.principal, action, { kind: "environment", ...place });
        const happened = await does(actor, aim);
        if (happened !== expected) wrong.push(`${verb}, ${actor.name}, ${where}: ${happened}, not ${expected}`);
      }
  }
  process.stdout.write(`Slack's authorisation matrix: ${cells} cells, ${wrong.length} wrong\n`);
  expect(wrong).toEqual([]);
  expect(cells).toBeGreaterThan(600);
}, 120_000);
