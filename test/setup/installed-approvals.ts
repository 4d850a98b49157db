import type { AcceptedAnswer, Page } from "../../cli/answers.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { InstalledApi } from "./installed-api.ts";

/** Workspace and channel of the simulated Slack's default world. */
export const TEAM = "T0SHOP";
export const CHANNEL = "C0RELEASES";
export const PROJECT = "shop";

/** Groups and the role that each has everywhere. */
export type GroupWish = Readonly<Record<string, { readonly members: readonly string[]; readonly role?: string }>>;

/** The account of a person of the default world. */
export const accountOf = (name: string): string => `U0${name.toUpperCase()}`;

/** Makes persons who are linked to their accounts in Slack, groups, and roles. Answers a personal token of each. */
export async function introduce(api: InstalledApi, groups: GroupWish): Promise<ReadonlyMap<string, string>> {
  const names = new Set(Object.values(groups).flatMap(({ members }) => members));
  const tokens = new Map<string, string>();
  for (const name of names) {
    await api.post("/v1/people", { name });
    await api.post(`/v1/people/${name}/link`, { system: "slack", tenant: TEAM, subject: accountOf(name) });
    const { token = "" } = await api.post<{ readonly token?: string }>("/v1/tokens", { person: name });
    tokens.set(name, token);
  }
  for (const [group, { members, role = "approver" }] of Object.entries(groups)) {
    await api.post("/v1/groups", { name: group });
    await api.post("/v1/role-bindings", { role, group });
    for (const person of members) await api.post(`/v1/groups/${group}/members`, { person });
  }
  return tokens;
}

/** A stage that people have to approve. */
export interface ApprovedStage {
  readonly environment: string;
  readonly class?: "dev" | "staging" | "prod";
  /** Config of its approval gate. */
  readonly gate: object;
}

/** What a project is to have. */
interface Line {
  readonly stages: readonly ApprovedStage[];
  /** Beside the first. */
  readonly releases: number;
  /** `PROJECT` by default. */
  readonly project?: string;
}

/** Version of a release by its number: 0 is what every environment runs at first. */
export const versionOf = (release: number): string => `1.${release}.0`;

/** A project told in Slack, with so many releases beside the first, and an environment of one component for each stage. */
export async function prepareLine(api: InstalledApi, { stages, releases, project = PROJECT }: Line): Promise<void> {
  const versions = Array.from({ length: releases + 1 }, (_, index) => versionOf(index));
  const metadata = { project };
  const places = stages.map(({ environment, class: wanted = "prod" }) => ({ environment, class: wanted }));
  await api.apply([
    { kind: "Project", metadata: { name: project }, spec: { slack: { channels: { default: CHANNEL } } } },
    ...versions.flatMap((version) => [
      { kind: "Blueprint", metadata: { ...metadata, name: "app", version }, spec: blueprint(version) },
      { kind: "Release", metadata: { ...metadata, version }, spec: { blueprint: `app@${version}`, artifacts: {} } },
    ]),
    ...places.map(({ environment, class: wanted }) => ({
      kind: "Environment",
      metadata: { ...metadata, name: environment },
      spec: { class: wanted, cell: "local", release: versionOf(0) },
    })),
  ]);
  const gated = stages.map(({ environment, gate }) => ({ environment, gates: [{ kind: "approval", config: gate }] }));
  await api.apply([{ kind: "Pipeline", metadata: { ...metadata, name: "line" }, spec: { stages: gated } }]);
}

function blueprint(version: string) {
  const config = { type: "api", seconds: 1, properties: { version }, readyWithin: "60s" };
  return { components: { api: { kind: "simulated", config } } };
}

/** Asks for a release in an environment, as a person, and answers the promotion's id. */
export async function promote(
  api: InstalledApi,
  wish: { readonly environment: string; readonly release: number; readonly token: string; readonly key?: string },
): Promise<string> {
  const body = { project: PROJECT, environment: wish.environment, release: versionOf(wish.release) };
  const { results } = await api.post<AcceptedAnswer>("/v1/promotions", body, wish);
  const id = results[0]?.promotionId;
  if (id === undefined) throw new Error(`no promotion into ${wish.environment} was made`);
  return id;
}

/** The newest approval of a promotion, once there is one. */
export async function askedAbout(api: InstalledApi, promotionId: string): Promise<ApprovalView> {
  return await eventually(`somebody is asked about ${promotionId}`, async () => {
    return (await api.get<Page<ApprovalView>>(`/v1/approvals?promotion=${promotionId}&limit=1`)).items[0];
  });
}

/** Waits until an approval is as wanted, and answers it. */
export async function approvalUntil(
  api: InstalledApi,
  id: string,
  holds: (approval: ApprovalView) => boolean,
): Promise<ApprovalView> {
  return await eventually(`approval ${id} is as wanted`, async () => {
    const found = await api.get<ApprovalView>(`/v1/approvals/${id}`);
    return holds(found) ? found : undefined;
  });
}

/** Waits until a promotion is in a state, and answers it. */
export async function promotionUntil(api: InstalledApi, id: string, state: string): Promise<PromotionDetail> {
  return await eventually(`promotion ${id} is ${state}`, async () => {
    const found = await api.get<PromotionDetail>(`/v1/promotions/${id}`);
    return found.state === state ? found : undefined;
  });
}

const LIMIT_MS = 45_000;

/** What `look` finds, once it finds something. A look that fails is made again: processes die in these tests. */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | undefined>,
  limitMs = LIMIT_MS,
): Promise<Found> {
  let last: unknown;
  const looking = async () => {
    try {
      last = undefined;
      return await look();
    } catch (error) {
      last = error;
      return undefined;
    }
  };
  return await waitUntil(looking, { what, limitMs, everyMs: 50 }).catch((error: unknown) => {
    throw new Error(`${String(error)}${last === undefined ? "" : `; the last look failed: ${String(last)}`}`);
  });
}
