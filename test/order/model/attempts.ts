/** One try at an activity. Each of its calls of a port waits until it is let go, so that others come in between. */
export interface Attempt {
  readonly label: string;
}

/** A call of a port that waits, or the answer of an attempt that does. */
export interface WaitingCall {
  readonly attempt: Attempt;
  /** Name of the port's function; `answer` once the attempt has done its work and nobody knows. */
  readonly name: string;
}

/** What an attempt came to. `died`: its process ended, and nobody knows how far it came. */
export type AttemptEnd<Answer> =
  | { readonly state: "answered"; readonly answer: Answer }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "died" };

/** Makes a port whose calls wait, one for the attempt it is handed to. */
export type Gate = <Port extends object>(port: Port) => Port;

/** Attempts that run side by side and take turns, one call of a port at a time. */
export interface Attempts {
  /** Begins one. `whenEnded` hears how it ended, once. */
  begin<Answer>(
    label: string,
    work: (gate: Gate) => Promise<Answer>,
    whenEnded: (end: AttemptEnd<Answer>) => void,
  ): Attempt;
  /** Calls that wait, oldest first. */
  waiting(): readonly WaitingCall[];
  /** Lets these calls happen, at once, and waits until every attempt waits or has ended. */
  go(...calls: readonly WaitingCall[]): Promise<void>;
  /** Ends the process of a call's attempt before that call. */
  die(call: WaitingCall): Promise<void>;
  /** Waits until every attempt waits or has ended. */
  settled(): Promise<void>;
}

interface Live extends Attempt {
  readonly calls: Set<Call>;
  readonly die: () => void;
  inFlight: number;
}

interface Call extends WaitingCall {
  readonly attempt: Live;
  readonly go: () => void;
}

/** Ports make these at once and without a call; what they make is not gated. */
const AT_ONCE = new Set(["gateLedger", "ledger"]);

/** Attempts of one world, none of which has begun. */
export function createAttempts(): Attempts {
  const live = new Set<Live>();
  const waiting = new Set<Call>();
  let whenChanged: (() => void)[] = [];
  const changed = () => {
    const all = whenChanged;
    whenChanged = [];
    for (const tell of all) tell();
  };
  const isQuiet = () => [...live].every(({ calls, inFlight }) => inFlight === 0 && calls.size > 0);
  const pause = async (attempt: Live, name: string) =>
    await new Promise<void>((resolve) => {
      const go = () => {
        waiting.delete(call);
        attempt.calls.delete(call);
        resolve();
      };
      const call: Call = { attempt, name, go };
      waiting.add(call);
      attempt.calls.add(call);
      changed();
    });
  const gateOf =
    (attempt: Live): Gate =>
    (port) =>
      new Proxy(port, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== "function" || AT_ONCE.has(String(name))) return value;
          return async (...values: readonly unknown[]): Promise<unknown> => {
            await pause(attempt, String(name));
            attempt.inFlight += 1;
            try {
              return await (Reflect.apply(value, target, [...values]) as Promise<unknown>);
            } finally {
              attempt.inFlight -= 1;
              changed();
            }
          };
        },
      });
  const known = (call: WaitingCall) => [...waiting].find((one) => one === call);
  const settled = async () => {
    for (;;) {
      while (!isQuiet()) await new Promise<void>((resolve) => whenChanged.push(resolve));
      // What an answer leads to runs before this does.
      await new Promise(setImmediate);
      if (isQuiet()) return;
    }
  };
  return {
    begin(label, work, whenEnded) {
      const end = (ended: Parameters<typeof whenEnded>[0]) => {
        if (!live.delete(attempt)) return;
        for (const call of attempt.calls) waiting.delete(call);
        whenEnded(ended);
        changed();
      };
      // What a dead process was at is never heard of again: its call does not come back.
      const attempt: Live = { label, calls: new Set(), inFlight: 0, die: () => end({ state: "died" }) };
      live.add(attempt);
      const run = async () => {
        const answer = await work(gateOf(attempt));
        await pause(attempt, "answer");
        return answer;
      };
      run().then(
        (answer) => end({ state: "answered", answer }),
        (error: unknown) => end({ state: "failed", error }),
      );
      return attempt;
    },
    waiting: () => [...waiting],
    async go(...calls) {
      for (const call of calls) known(call)?.go();
      await settled();
    },
    async die(call) {
      known(call)?.attempt.die();
      await settled();
    },
    settled,
  };
}
