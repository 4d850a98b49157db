const ASK_AGAIN_MS = 2_000;

/**
 * What an open answer gives, for as long as its reader may have it: asked again before what comes more than 2 s after it
 * was last asked. Ends where the answer is no, as an answer ends whose source has no more.
 */
export async function* whileAllowed<Item>(
  source: AsyncIterable<Item>,
  isAllowed: () => Promise<boolean>,
  nowMs: () => number = Date.now,
): AsyncGenerator<Item> {
  let askedAt = nowMs();
  for await (const item of source) {
    if (nowMs() - askedAt >= ASK_AGAIN_MS) {
      if (!(await isAllowed())) return;
      askedAt = nowMs();
    }
    yield item;
  }
}
