import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import { readButton, readFormMetadata } from "./button-value.ts";

/**
 * Whether something that Slack sent may not be handled before what came earlier: nobody overtakes themselves, and no
 * approval overtakes a rejection of the same.
 */
export function heldBack({ item }: StoredSlackItem, { item: earlier }: StoredSlackItem): boolean {
  const isVote = item.kind === "click" || item.kind === "submission";
  if (!isVote || (earlier.kind !== "click" && earlier.kind !== "submission")) return false;
  if (item.by.team === earlier.by.team && item.by.user === earlier.by.user) return true;
  if (item.kind !== "click" || earlier.kind !== "submission") return false;
  const approval = readButton(item)?.a;
  return approval !== undefined && approval === readFormMetadata(earlier)?.a;
}
