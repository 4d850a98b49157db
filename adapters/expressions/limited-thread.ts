import { Worker } from "node:worker_threads";
import type { ErrorCode } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";

/** What the thread answers: a value, a refusal with a code, or nothing within its limit. */
export type ThreadAnswer =
  | { readonly type: "answer"; readonly value: Json }
  | { readonly type: "refusal"; readonly code: ErrorCode; readonly message: string }
  | { readonly type: "too costly" };

/** An expression to evaluate in the thread. */
export interface ThreadQuestion {
  readonly expression: string;
  readonly bindings: JsonObject;
}

/** A thread that evaluates one question at a time and is killed when one takes too long. */
export interface LimitedThread {
  /** Asks; questions wait for each other. Starts the thread when there is none. */
  ask(question: ThreadQuestion): Promise<ThreadAnswer>;
}

/** On a busy machine the thread may be kept from working; after this, wall milliseconds, it is killed whatever it used. */
const WALL_LIMIT_MS = 5_000;
/** A result has at most 1 MiB; this holds what leads to it. */
const MEMORY_MB = 128;

/**
 * A thread with a limit on processor time per question, milliseconds. Time that other processes took does not count.
 * It does not keep the process alive while nobody asks.
 */
export function limitedThread(file: URL, limitMs: number): LimitedThread {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = () => {
    const started = new Worker(file, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const forget = () => {
      if (worker === started) worker = undefined;
    };
    // One that ends while nobody asks must not end the process with it; the next question starts another.
    return started.on("error", forget).on("exit", forget);
  };
  const askNow = async (question: ThreadQuestion): Promise<ThreadAnswer> => {
    const thread = worker ?? start();
    worker = thread;
    thread.ref();
    try {
      const answer = await answerOf(thread, { question, limitMs });
      if (answer.type !== "too costly") return answer;
      worker = undefined;
      await thread.terminate();
      return answer;
    } catch (error) {
      worker = undefined;
      throw error;
    } finally {
      thread.unref();
    }
  };
  return {
    async ask(question) {
      const answer = last.then(async () => await askNow(question));
      // The next question only waits for this one; its failure is the asker's.
      last = answer.then(
        () => undefined,
        () => undefined,
      );
      return await answer;
    },
  };
}

type Message = { readonly type: "started" } | Exclude<ThreadAnswer, { readonly type: "too costly" }>;

async function answerOf(
  thread: Worker,
  { question, limitMs }: { readonly question: ThreadQuestion; readonly limitMs: number },
): Promise<ThreadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ThreadAnswer>();
  let timer: NodeJS.Timeout | undefined;
  // A thread that cannot be asked for its time any more is as good as one that took too long.
  const giveUp = () => resolve({ type: "too costly" });
  const watch = async () => {
    const startedAt = performance.now();
    const before = await thread.cpuUsage();
    const look = async () => {
      const used = await thread.cpuUsage(before);
      const leftMs = limitMs - (used.user + used.system) / 1_000;
      if (leftMs <= 0 || performance.now() - startedAt > WALL_LIMIT_MS) resolve({ type: "too costly" });
      else timer = setTimeout(lookAgain, Math.max(leftMs, 5));
    };
    const lookAgain = () => void look().catch(giveUp);
    timer = setTimeout(lookAgain, limitMs);
  };
  const onMessage = (message: Message) => {
    if (message.type !== "started") return resolve(message);
    watch().catch(giveUp);
  };
  const onError = (error: unknown) => {
    const isOutOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    if (isOutOfMemory) resolve({ type: "too costly" });
    else reject(new Error("the thread for expressions has failed", { cause: error }));
  };
  const onExit = () => reject(new Error("the thread for expressions has ended"));
  thread.on("message", onMessage).on("error", onError).on("exit", onExit);
  thread.postMessage(question);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    thread.off("message", onMessage).off("error", onError).off("exit", onExit);
  }
}
