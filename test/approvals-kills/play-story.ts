import { randomUUID } from "node:crypto";
import type { EventView, Page } from "../../cli/answers.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { awaitReady } from "../../embedded/await-ready.ts";
import {
  approvalUntil,
  askedAbout,
  eventually,
  promote,
  promotionUntil,
  PROJECT,
} from "../setup/installed-approvals.ts";
import { processOf } from "./death-plan.ts";
import { messagesOf, seen } from "./slack-people.ts";
import type { Story } from "./stories.ts";
import type { World } from "./world.ts";

/** A story that was played, and what there was in the end. */
export interface Played {
  readonly story: Story;
  /** Where a process died; undefined in the dry run. */
  readonly point?: string;
  readonly deaths: number;
  readonly approval: ApprovalView;
  readonly promotion: PromotionDetail;
  /** Types of the approval's events, with who caused them. */
  readonly events: readonly string[];
  /** How many messages name the approval. */
  readonly copies: number;
  readonly ms: number;
}

/** Plays a story once, with a death at a point. Throws where it does not end as it should. */
export async function playStory(
  world: World,
  { story, release, point }: { readonly story: Story; readonly release: number; readonly point?: string },
): Promise<Played> {
  const startedAt = Date.now();
  const { api, plan, token, slack } = world;
  if (point !== undefined && processOf(point) === "orchestrator") await arm(world, point);
  const wish = { environment: story.name, release, token: token("ana"), key: randomUUID() };
  const promotionId = await eventually("the promotion is asked for", async () => await promote(api, wish));
  const { id } = await askedAbout(api, promotionId);
  const message = await seen(world, id, ({ main }) => main.includes("holdfast.approve"));
  if (point !== undefined && processOf(point) === "api") await arm(world, point);
  await story.play(world, { id, message });
  const { ends } = story;
  const promotion = await promotionUntil(api, promotionId, ends.promotion);
  await seen(world, id, ({ main, thread }) => {
    const isWhole =
      ends.main.every((text) => main.includes(text)) && ends.thread.every((text) => thread.includes(text));
    return isWhole && !main.includes("holdfast.approve");
  });
  const approval = await approvalUntil(api, id, ({ chatFault }) => chatFault === undefined);
  const found = await eventually("the events are read", async () => {
    const query = `project=${PROJECT}&environment=${story.name}&limit=500&order=desc`;
    return (await api.get<Page<EventView>>(`/v1/events?${query}`)).items;
  });
  const events = found
    .filter(({ message: text }) => text.includes(id))
    .map(({ type, actor }) => `${type} by ${actor.name}`);
  const { own } = await messagesOf(slack, id);
  const deaths = point === undefined ? 0 : plan.deaths(point);
  const died = point === undefined ? {} : { point };
  return { story, ...died, deaths, approval, promotion, events, copies: own.length, ms: Date.now() - startedAt };
}

/** Says where the next death is, by starting the process anew that will die there. */
async function arm({ plan, installation }: World, point: string): Promise<void> {
  plan.arm(point);
  const { workers, slack, url, files } = installation;
  if (processOf(point) === "orchestrator") return await workers.orchestrator.kill();
  await slack?.api.kill();
  await awaitReady({ url, logs: files.logs });
}
