import type { ApprovalDrift, ApprovalView } from "../../../domain/schema/approval.ts";
import { someOf } from "./parts.ts";
import { code, cut, escaped, escapedLine } from "./text.ts";

const NAMES_SHOWN = 10;
const RULES_SHOWN = 5;
/** Of a diff, escaped; the finding has all of it. */
const DIFF_MAX = 2_200;
const LINE_MAX = 400;

/** Who has changed what is to be put back. */
export function changedByWords({ changedBy }: ApprovalDrift): string {
  return changedBy.length === 0 ? "no source tells" : someOf(changedBy, NAMES_SHOWN);
}

/** The difference, line by line, as it is: nothing in it ends the fence. */
export function diffBlock({ diff, findingId }: ApprovalDrift): string {
  const lines = escaped(diff.replaceAll("```", "'''"), Number.MAX_SAFE_INTEGER).split("\n");
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    const shown = cut(line, LINE_MAX);
    length += shown.length + 1;
    if (length > DIFF_MAX) break;
    kept.push(shown);
  }
  const left = lines.length - kept.length;
  const more = left === 0 ? "" : `\n… and ${left} more lines: ${code(`holdfast drift show ${findingId}`, 100)}`;
  return `*What differs*\n\`\`\`\n${kept.join("\n")}\n\`\`\`${more}`;
}

/** By which rules it is proposed, and where it is said who decides. */
export function ruleLines({ reaction, askedBy }: ApprovalDrift): string {
  const shown = reaction.slice(0, RULES_SHOWN).map((line) => escapedLine(line, 200));
  const left = reaction.length - shown.length;
  const more = left > 0 ? [`… and ${left} more`] : [];
  return [...shown, ...more, `who decides: ${escapedLine(askedBy, 200)}`].join("\n");
}

/** What a yes is for, in short, in the place of a plan. */
export function digestOf({ binding }: ApprovalView): string {
  return code(binding.planDigest.replace(/^sha256:/, "").slice(0, 12), 20);
}
