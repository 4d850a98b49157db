import type { ServerResponse } from "node:http";
import type { SlackItem } from "../../domain/schema/slack-item.ts";
import type { ApiContext } from "../http/api-env.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** Where something that Slack sent can stand, in the order of its path. */
type SlackPoint = "stored" | "acknowledged" | "opened" | "begun" | "counted" | "before end" | "ended";

type Deps = Pick<SlackDeps, "reached">;

/** Says that something has come to a point; a crash test ends the process there. */
export function reach({ reached }: Deps, point: SlackPoint, item: SlackItem): void {
  reached?.(point, `slack/${item.kind === "click" ? item.action.replace(/^holdfast\./, "") : item.kind}`);
}

/** The same once the answer to its request has left. */
export function reachOnAnswer(deps: Deps, context: ApiContext, item: SlackItem): void {
  if (deps.reached === undefined) return;
  const { outgoing } = (context.env ?? {}) as { readonly outgoing?: ServerResponse };
  outgoing?.once("finish", () => reach(deps, "acknowledged", item));
}
