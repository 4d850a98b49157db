import { setTimeout as sleep } from "node:timers/promises";
import { PROPERTY } from "../../activities/systems/jira/issues.ts";
import type { FakeJira } from "../fakes/start-fake-jira.ts";
import { basicAuthorization } from "../fakes/start-fake-jira.ts";
import type { FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import type { Api } from "./api.ts";
import { changeKeyOf, issueKeyOf, type PromotionRun } from "./promotion-run.ts";

/** Those who approve, reject and cancel, each promotion as its scenario says. */
export interface People {
  /** They leave, once what they are about is done. @throws what went wrong with them */
  leave(): Promise<void>;
}

/** What people see. */
export interface Office {
  readonly serviceNow: FakeServiceNow;
  readonly jira: FakeJira;
  readonly api: Pick<Api, "cancel">;
  /** Every promotion so far. */
  readonly runs: () => readonly PromotionRun[];
  /** After so long everybody who searches Jira finds what was made there. */
  readonly indexLagMs: () => number;
}

/** Account of the integration in the simulated ServiceNow. */
export const OUR_USER = "holdfast";

const LOOK_EVERY_MS = 300;
const CLONE_MAKER = "clones@example.com";
const ASKED: readonly string[] = ["-4", "-3"];

interface SimulatedChange {
  readonly number: string;
  readonly state: string;
  readonly correlation_id: string;
  readonly sys_created_by: string;
}

interface SimulatedIssue {
  readonly key: string;
  readonly status: string;
  readonly creator: string;
  readonly properties: { readonly [PROPERTY]?: { readonly key?: string } };
}

/** People come to work. */
export function startPeople(office: Office): People {
  const { serviceNow, jira, api, runs, indexLagMs } = office;
  const twinChanges = new Set<string>();
  const twinIssues = new Map<string, string>();
  const seenAtByTwin = new Map<string, number>();
  const cancelled = new Set<string>();
  const issued = new Set<string>();
  let isLeaving = false;

  async function lookAtChanges(): Promise<void> {
    const { body } = await serviceNow.call("GET", "/__sim/servicenow/changes");
    const runByKey = new Map(runs().map((run) => [changeKeyOf(run), run]));
    for (const change of body["changes"] as readonly SimulatedChange[]) {
      const run = runByKey.get(change.correlation_id);
      if (run === undefined || change.sys_created_by !== OUR_USER) continue;
      if (run.scenario.hasTwins) await cloneChange(change);
      // Who ends a promotion has seen its issue: otherwise there need be none.
      if (run.scenario.issue !== undefined && !issued.has(issueKeyOf(run))) continue;
      if (ASKED.includes(change.state)) await decide(change, run);
    }
  }

  async function cloneChange({ correlation_id }: SimulatedChange): Promise<void> {
    if (twinChanges.has(correlation_id)) return;
    twinChanges.add(correlation_id);
    const body = { short_description: "the same once more", correlation_id };
    await serviceNow.call("POST", "/__sim/servicenow/changes", { body });
  }

  async function decide({ number }: SimulatedChange, { id, scenario }: PromotionRun): Promise<void> {
    // Refused while nobody is asked yet, and where somebody was faster.
    const act = async (verb: string, given = {}) => void (await serviceNow.act(number, verb, given).catch(() => ({})));
    if (scenario.people === "approve") await act("approve");
    if (scenario.people === "reject") await act("reject", { comment: "not this week" });
    if (scenario.people === "cancel the promotion" && !cancelled.has(id)) {
      await api.cancel(id);
      cancelled.add(id);
    }
  }

  async function lookAtIssues(): Promise<void> {
    const { text } = await jira.call("GET", "/__sim/jira/issues");
    const runByKey = new Map(runs().map((run) => [issueKeyOf(run), run]));
    for (const { key, status, creator, properties } of JSON.parse(text) as readonly SimulatedIssue[]) {
      const ownKey = properties[PROPERTY]?.key ?? "";
      const run = runByKey.get(ownKey);
      if (run === undefined || creator !== jira.email) continue;
      issued.add(ownKey);
      if (status !== "To Do") continue;
      if (run.scenario.people === "cancel the promotion") continue;
      if (run.scenario.hasTwins && !(await isCloned(run, ownKey))) continue;
      await jira.call("POST", `/__sim/jira/issues/${key}/move`, { body: { status: "Approved" } });
    }
  }

  /** Makes an issue of the same key, as an answer that was lost would have led to; true once all twins are there, to be found. */
  async function isCloned(run: PromotionRun, ownKey: string): Promise<boolean> {
    if (!twinIssues.has(ownKey)) {
      const wanted = { summary: "the same once more", labels: [ownKey], as: CLONE_MAKER };
      const { body } = await jira.call("POST", "/__sim/jira/issues", { body: wanted });
      twinIssues.set(ownKey, String(body["key"]));
    }
    const twin = twinIssues.get(ownKey) ?? "";
    if (!seenAtByTwin.has(twin)) {
      // May meet a fault, and then is tried again.
      const answered = await jira
        .call("PUT", `/rest/api/3/issue/${twin}/properties/${PROPERTY}`, {
          body: { key: ownKey },
          authorization: basicAuthorization(CLONE_MAKER, "holdfast"),
          signal: AbortSignal.timeout(2_000),
        })
        .catch(() => undefined);
      if (answered === undefined || answered.status >= 300) return false;
      seenAtByTwin.set(twin, Date.now() + indexLagMs());
    }
    const isSeen = Date.now() >= (seenAtByTwin.get(twin) ?? Infinity);
    return isSeen && twinChanges.has(changeKeyOf(run));
  }

  async function work(): Promise<void> {
    await jira.call("PUT", `/__sim/jira/users/${CLONE_MAKER}`, { body: {} });
    while (!isLeaving) {
      await lookAtChanges();
      await lookAtIssues();
      await sleep(LOOK_EVERY_MS);
    }
  }

  const working = work();
  working.catch(() => undefined); // Told by leave().
  return {
    async leave() {
      isLeaving = true;
      await working;
    },
  };
}
