/** A step that is told that its time is over gets so long to end, milliseconds; after it, it is left alone. */
const GRACE_MS = 5_000;
/** Timers take no more, about 24 days; a longer time is seen to be over by a later attempt. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Gives what a step acts with a signal that aborts when its time is over, and what it answers; undefined when it does
 * not even end a few seconds later. @throws what the acting throws
 */
export async function actInTime<Answer>(
  { signal, leftMs }: { readonly signal: AbortSignal; readonly leftMs: number },
  acting: (limited: AbortSignal) => Promise<Answer>,
): Promise<Answer | undefined> {
  const late = new AbortController();
  const { promise: isLeft, resolve } = Promise.withResolvers<undefined>();
  let grace: NodeJS.Timeout | undefined;
  const limit = setTimeout(
    () => {
      late.abort(new Error("the step's time is over"));
      grace = setTimeout(() => resolve(undefined), GRACE_MS);
    },
    Math.min(Math.max(leftMs, 0), LONGEST_MS),
  );
  try {
    return await Promise.race([acting(AbortSignal.any([signal, late.signal])), isLeft]);
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
  }
}
