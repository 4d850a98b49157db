import type { NotifiedEvent } from "../../domain/notifications/notified-event.ts";

/** One line that says what happened and where: `shop-prod: environment held`. */
export function titleOf({ type, project, environment, component }: NotifiedEvent): string {
  const [noun = "", predicate = ""] = type.split(".").map((word) => word.replaceAll("-", " "));
  const where = [environment ?? project, component].filter((part) => part !== undefined && part !== "").join("/");
  return `${where === "" ? "every project" : where}: ${noun} ${predicate}`;
}

/** What there is to say besides the message, by its name, in order. */
export function factsOf(event: NotifiedEvent): readonly (readonly [string, string])[] {
  const { project, environment, component, promotionId, operationId, actor, time, type } = event;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Project", project === "" ? "every project" : project],
    ["Environment", environment],
    ["Component", component],
    ["Promotion", promotionId],
    ["Operation", operationId],
    ["By", `${actor.kind} ${actor.name}`],
    ["At", time],
    ["Event", type],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** What differs, as a unified diff on several lines; undefined for an event that is not about drift. Secrets are masked in it. */
export function diffOf({ type, data }: NotifiedEvent): string | undefined {
  const { diff } = data;
  return type.startsWith("drift.") && typeof diff === "string" && diff !== "" ? diff : undefined;
}
