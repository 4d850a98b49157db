import { decisionCommand } from "../decide-promotion.ts";

/** `leave PROMOTION`: ends a held promotion and leaves its environment as it is. */
export const leave = decisionCommand({
  verb: "leave",
  example: "end it, and leave the environment as it is",
  mustSayWhy: true,
});
