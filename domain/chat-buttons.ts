/** Action ids of the buttons of an approval's message. What renders them and what hears of a click agree here. */
export const CHAT_BUTTONS = {
  approve: "holdfast.approve",
  /** Asks for a reason; the vote comes with the form. */
  reject: "holdfast.reject",
  details: "holdfast.details",
  /** Leads to a page; nothing else happens. */
  open: "holdfast.open",
} as const;

/** The form in which a rejection gives its reason. */
export const REJECT_FORM = {
  callback: "holdfast.reject.reason",
  block: "reason",
  input: "text",
  shortest: 5,
  longest: 1_500,
} as const;

/** What a button says: which approval, and the digest of the plan that was shown. */
export interface ButtonValue {
  readonly a: string;
  readonly p: string;
}

/** Block of an approval's buttons. */
export const buttonsBlockId = (approvalId: string): string => `apr:${approvalId}`;
