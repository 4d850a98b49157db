/** What a promotion's workflow does next. `lookAgainAt` in epoch milliseconds. */
export type PromotionAnswer = { readonly do: "end" } | { readonly do: "wait"; readonly lookAgainAt: number };

/** What a look without asking came to; `ask`: somebody outside is to be asked first, and nothing was recorded. */
export type NearAnswer = PromotionAnswer | { readonly do: "ask" };
