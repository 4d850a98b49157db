import { decisionCommand } from "../decide-promotion.ts";

/** `restore PROMOTION`: puts back what ran before a held promotion, or tries that again. */
export const restore = decisionCommand({
  verb: "restore",
  example: "put back what ran before",
  mustSayWhy: false,
});
