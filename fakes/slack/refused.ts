import type { JsonObject } from "./json.ts";

/** Ends a call with a refusal, from however deep inside it. The call had no effect. */
export class Refused extends Error {
  /** What Slack calls the error. */
  readonly code: string;
  /** What the answer says besides. */
  readonly more: JsonObject;

  constructor(code: string, more: JsonObject) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** A refusal as the web API words it. */
export function refused(code: string, more: JsonObject = {}): Refused {
  return new Refused(code, more);
}

/** A refusal with reasons, each with a pointer to what is wrong. */
export function refusedWith(code: string, messages: readonly string[]): Refused {
  return refused(code, { response_metadata: { messages } });
}

/** Ends a call of the control API with a reason. */
export class ControlRefused extends Error {
  readonly status: 400 | 404;
  readonly more: JsonObject;

  constructor(status: 400 | 404, message: string, more: JsonObject = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}
