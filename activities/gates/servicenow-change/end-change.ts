import { cancelChange, closeChange } from "../../systems/servicenow/close-change.ts";
import { readChange } from "../../systems/servicenow/read-change.ts";
import type { Change } from "../../systems/servicenow/read-change.ts";
import type { PromotionEnd } from "../gate.ts";
import { noteOrLeave, unauthorisedNote } from "./asking.ts";
import type { Asking } from "./asking.ts";
import { cut, titleOf } from "./describe-change.ts";
import { findOwnChange } from "./identify-change.ts";
import type { Memory } from "./memory.ts";
import { cancelOthers } from "./tend-change.ts";

const NOTES_MAX = 3_900;

/** What is done with a change at the end, and how its note says it. */
type Ending = { readonly do: "close" | "cancel" | "leave"; readonly saying: string };

/**
 * Ends the change of a promotion: says in a note what became of it, and closes or cancels it. A supplied change that was
 * not implemented is not ours to cancel, and a rejected one may be amended: these get the note alone.
 */
export async function endChange(asking: Asking, memory: Memory, end: PromotionEnd): Promise<void> {
  const own = await findOwnChange(asking, memory);
  if (own === undefined) return;
  if (asking.context.supplied === undefined && memory.isSwept !== true) await cancelOthers(asking, own);
  const change = await readChange(asking.serviceNow, own.sysId);
  if (change === undefined || change.state === "closed" || change.state === "canceled") return;
  const ending = endingOf(asking, change, end);
  const story = storyOf(asking, change, end);
  if (memory.owesNote === true) await noteOrLeave(asking, unauthorisedNote(asking, change.sysId));
  // The note comes first, as one on a closed change is often refused.
  const text = cut([...story, ending.saying].join("\n"), NOTES_MAX);
  await noteOrLeave(asking, { call: "note-end", sysId: change.sysId, text });
  if (ending.do === "cancel") await cancelChange(asking.serviceNow, change);
  if (ending.do !== "close") return;
  await closeChange(asking.serviceNow, change, {
    closeTo: asking.config.closeTo,
    closeCode: closeCodeOf(asking, end),
    closeNotes: cut(story.join("\n"), NOTES_MAX),
  });
}

function endingOf({ context, config }: Asking, change: Change, { hasActed }: PromotionEnd): Ending {
  switch (change.state) {
    case "new":
    case "assess":
    case "authorize":
      if (hasActed) return { do: "leave", saying: "It was not authorised: authorise and close it by hand." };
      return unused(context.supplied !== undefined, change);
    case "scheduled":
      return hasActed ? closing(config.closeTo) : unused(context.supplied !== undefined, change);
    case "implement":
    case "review":
      return closing(config.closeTo);
    case "closed":
    case "canceled":
    case undefined:
      return { do: "leave", saying: `Its state is not mapped, ${change.stateText}: close it by hand.` };
  }
}

/** Nothing was done under it. */
function unused(isSupplied: boolean, { approval }: Change): Ending {
  if (isSupplied) return { do: "leave", saying: "It was given to the promotion, so it stays as it is." };
  if (approval === "rejected")
    return { do: "leave", saying: "It was rejected: amend it and promote again with its number, or cancel it." };
  return { do: "cancel", saying: "It is cancelled." };
}

function closing(closeTo: "implement" | "review" | "closed"): Ending {
  if (closeTo === "implement") return { do: "close", saying: "Review and close it by hand." };
  if (closeTo === "review") return { do: "close", saying: "It goes to Review: close it by hand." };
  return { do: "close", saying: "It is closed." };
}

function storyOf({ context }: Asking, change: Change, end: PromotionEnd): readonly string[] {
  const { promotion, nowMs } = context;
  const { outcome, reason, hasActed, runs } = end;
  const isLate = hasActed && change.end !== undefined && nowMs > change.end.at;
  return [
    `Holdfast: ${titleOf(promotion)}, promotion ${promotion.id}, has ended: ${outcome}.`,
    ...(reason === "" ? [] : [reason]),
    hasActed ? `${promotion.environment.name} runs ${runs === "" ? "nothing" : runs}.` : "Nothing was changed.",
    ...(change.isOnHold && hasActed ? ["It was put on hold meanwhile; what ran was not stopped."] : []),
    ...(isLate ? [`It overran: the window ended at ${change.end.text}.`] : []),
  ];
}

function closeCodeOf({ config }: Asking, { outcome, hadIssues }: PromotionEnd): string {
  const { successful, successfulIssues, unsuccessful } = config.closeCodes;
  if (outcome !== "Verified") return unsuccessful;
  return hadIssues ? successfulIssues : successful;
}
