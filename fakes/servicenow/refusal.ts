// A symbol, so that no body of a call can pass for a refusal.
const REFUSED = Symbol("refused");

/** Why a call had no effect, in the vendor's form. */
export interface Refusal {
  readonly refused: typeof REFUSED;
  readonly status: number;
  readonly message: string;
  readonly detail: string;
}

/** A refusal with its HTTP status. */
export function refusal(status: number, message: string, detail: string): Refusal {
  return { refused: REFUSED, status, message, detail };
}

/** Whether a result is a refusal. */
export function isRefusal(result: object): result is Refusal {
  return "refused" in result && result.refused === REFUSED;
}

/** The body of a refusal. */
export function refusalBody({ message, detail }: Refusal) {
  return { error: { message, detail }, status: "failure" };
}

/** The refusal of a record that is not there, or hidden from the caller. */
export function noRecord(): Refusal {
  return refusal(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");
}
