import { refusal } from "./refusal.ts";
import type { Resource } from "./resource.ts";
import type { Stats } from "./stats.ts";
import type { Answer, RecordedAnswer, Truth } from "./truth-log.ts";

/** What was answered under each idempotency key. Refusals are not kept: they had no effect and may be asked again. */
export interface RecordedAnswers {
  /**
   * The answer to a repeat, or the refusal of a reused key, once on disk; undefined when the key is new.
   *
   * Says at once whether the key is new, so that two calls that come together cannot both find it new.
   */
  repeat(key: string, requestDigest: string): Promise<Answer> | undefined;
  /** Keeps the answer to an accepted call in memory. Whoever calls it puts it on disk. */
  record(key: string, requestDigest: string, resource: Resource): RecordedAnswer;
}

/** The answers of a truth log. */
export function recordedAnswers({ answers, log }: Truth, stats: Stats): RecordedAnswers {
  const answersByKey = new Map(answers.map((recorded) => [recorded.key, recorded]));

  return {
    repeat(key, requestDigest) {
      const recorded = answersByKey.get(key);
      if (recorded === undefined) return undefined;
      if (recorded.requestDigest !== requestDigest) {
        return Promise.resolve(refusal("IDEMPOTENCY_KEY_REUSED", `the key "${key}" was used for another request`));
      }
      stats.idempotentRepeats += 1;
      return log.settled().then(() => recorded.answer);
    },
    record(key, requestDigest, { id, state, operationId }) {
      const recorded = {
        key,
        requestDigest,
        answer: { status: 202, body: { id, state, operationId } },
      };
      answersByKey.set(key, recorded);
      return recorded;
    },
  };
}
