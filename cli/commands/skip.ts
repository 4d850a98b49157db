import { decisionCommand } from "../decide-promotion.ts";

/** `skip PROMOTION`: goes on with a held promotion without the step that failed. */
export const skip = decisionCommand({
  verb: "skip",
  example: "go on without the step that failed",
  mustSayWhy: true,
});
