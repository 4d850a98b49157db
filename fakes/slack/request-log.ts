const REQUESTS_MAX = 5000;

/** One call of the product, whatever it was answered. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** As `/api/chat.postMessage`. */
  readonly path: string;
  /** Id of the bot user; null when it is unknown. */
  readonly actor: string | null;
  /** 0 when the call got no answer; null while it waits for one. */
  status: number | null;
  /** Kind of the fault it met; null when it met none. */
  fault: string | null;
}

/** The last calls of the product. */
export interface RequestLog {
  add(request: LoggedRequest): void;
  /** Oldest first. */
  all(): readonly LoggedRequest[];
}

/** Keeps the last 5000 calls in memory. */
export function requestLog(): RequestLog {
  let requests: LoggedRequest[] = [];
  return {
    add(request) {
      requests.push(request);
      if (requests.length > 2 * REQUESTS_MAX) requests = requests.slice(-REQUESTS_MAX);
    },
    all: () => requests.slice(-REQUESTS_MAX),
  };
}
