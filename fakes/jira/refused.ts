/** An answer: status and JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Ends a call with a refusal, from however deep inside it. The call had no effect. */
export class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(JSON.stringify(answer.body));
    this.answer = answer;
  }
}

/** A refusal as the REST API words it: for all of the call, or for each field. */
export function refused(status: number, message: string | readonly string[], errors = {}): Refused {
  return new Refused({ status, body: { errorMessages: [message].flat(), errors } });
}

/** The refusal of a call whose fields are wrong; each problem by the id of its field. */
export function fieldsRefused(errors: Readonly<Record<string, string>>): Refused {
  return refused(400, [], errors);
}

/** There is none, or the caller may not see it: the API does not tell which. */
export function issueNotFound(): Refused {
  return refused(404, "Issue does not exist or you do not have permission to see it.");
}
