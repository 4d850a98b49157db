/** An answer of the control API: status, and the parsed JSON body. */
export interface SlackCallAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What the app answered to a callback. */
export interface SlackCallback {
  readonly id: string;
  readonly kind: string;
  readonly url: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number | null;
  readonly answer: string | null;
  readonly ms: number | null;
  readonly problem: string | null;
}

/** A message of the simulated Slack, as far as tests look at it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly isDeleted: boolean;
  /** What it showed before, oldest first. */
  readonly earlier: readonly object[];
}

/** The control API of a simulated Slack, wherever it was started. */
export interface SlackControl {
  /** A call of the control API, as `call("POST", "/click", {…})`. */
  call(method: string, path: string, body?: unknown): Promise<SlackCallAnswer>;
  /** A control call that does what a person does, and has to succeed. */
  act(verb: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Clicks, and answers what the app answered to each click. */
  click(body: Record<string, unknown>): Promise<readonly SlackCallback[]>;
  /** Waits until there is what is described, and answers it. */
  waitFor(what: Record<string, unknown>, count?: number): Promise<readonly Record<string, unknown>[]>;
  /** Messages of a channel that are not deleted, oldest first. */
  messages(channel: string): Promise<readonly SlackMessage[]>;
  /** The truth log, oldest effect first; only those of one `op`, as `message.post`, when it is given. */
  effects(op?: string): Promise<Record<string, unknown>[]>;
  settings(some: Record<string, unknown>): Promise<void>;
  fault(fault: Record<string, unknown>): Promise<void>;
}

/** Controls the simulated Slack at an address. */
export function slackControl(url: string): SlackControl {
  async function call(method: string, path: string, body?: unknown): Promise<SlackCallAnswer> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/__sim/slack${path}`, { method, ...sent });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  }

  async function succeed(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const { status, body: answer } = await call(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  return {
    call,
    act: async (verb, body) => await succeed("POST", `/${verb}`, body),
    click: async (body) => (await succeed("POST", "/click", body))["callbacks"] as SlackCallback[],
    async waitFor(what, count = 1) {
      const { found } = await succeed("POST", "/wait-for", { for: what, count });
      return found as Record<string, unknown>[];
    },
    async messages(channel) {
      const { messages } = await succeed("GET", `/channels/${channel}/timeline`);
      return (messages as SlackMessage[]).filter(({ isDeleted }) => !isDeleted);
    },
    async effects(op) {
      const query = op === undefined ? "" : `?op=${encodeURIComponent(op)}`;
      const text = await (await fetch(`${url}/__sim/slack/truth${query}`)).text();
      return text
        .split("\n")
        .slice(0, -1)
        .map((effect) => JSON.parse(effect));
    },
    settings: async (some) => void (await succeed("PUT", "/settings", some)),
    fault: async (fault) => void (await succeed("POST", "/faults", fault)),
  };
}
