import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AcceptedResult, Page } from "../../cli/answers.ts";
import type { Random } from "./random.ts";
import type { Installation } from "./installation.ts";

/** A command: something that changes what is. */
export interface Command {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly body?: string;
  /** Of the body; YAML by default. */
  readonly mediaType?: string;
}

/** A command that was accepted. */
export interface AcceptedCommand extends Command {
  readonly key: string;
  readonly results: readonly AcceptedResult[];
}

/** What came of a command. */
export type CommandAnswer =
  | { readonly isAccepted: true; readonly accepted: AcceptedCommand; readonly isReplay: boolean }
  | { readonly isAccepted: false; readonly status: number; readonly code: string };

/** The API of an installation, as a patient client sees it, and a record of all that it accepted. */
export interface ApiCalls {
  /** Sends a command until it is answered, under one Idempotency-Key. @throws Error when there is none within 3 minutes */
  command(command: Command, key?: string): Promise<CommandAnswer>;
  /** Reads; undefined for 404. Tried again while nothing answers. */
  read<Answer>(path: string): Promise<Answer | undefined>;
  /** All pages of a list. */
  list<Item>(path: string): Promise<readonly Item[]>;
  /** How many commands are on their way at this moment. */
  openCommands(): number;
  readonly record: CommandRecord;
}

/** What was sent, and what became of it. */
export interface CommandRecord {
  /** In the order of their answers, without repeats of a key. */
  readonly accepted: readonly AcceptedCommand[];
  /** Answers that got lost, each followed by the same command under the same key. */
  readonly lostAnswers: number;
  /** How often each code was refused with. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Answers that no kill explains: 5xx other than 503. */
  readonly unexpected: readonly string[];
}

const ANSWER_LIMIT_MS = 10_000;
const PATIENCE_MS = 180_000;
const PAUSE_MS = 150;
const PAGE = 500;
const LOST_ON_THE_WAY = 0.05;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The API of an installation. The seed decides which answers of commands get lost on the way, besides those that a kill loses. */
export function apiCalls(installation: Installation, random: Random): ApiCalls {
  const accepted: AcceptedCommand[] = [];
  const refusals = new Map<string, number>();
  const unexpected: string[] = [];
  let open = 0;
  const record = { accepted, refusals, unexpected, lostAnswers: 0 };

  async function sendOnce(
    method: string,
    path: string,
    extra: { body?: string; mediaType?: string; key?: string },
  ): Promise<Answer | undefined> {
    const headers = {
      authorization: `Bearer ${await installation.token()}`,
      ...(extra.key === undefined ? {} : { "idempotency-key": extra.key }),
      ...(extra.body === undefined ? {} : { "content-type": extra.mediaType ?? "application/yaml" }),
    };
    if (extra.key !== undefined) open += 1;
    try {
      const response = await fetch(new URL(path, installation.addresses().url), {
        method,
        headers,
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
        ...(extra.body === undefined ? {} : { body: extra.body }),
      });
      const answer = { status: response.status, body: await response.json() };
      return extra.key !== undefined && random.next() < LOST_ON_THE_WAY ? undefined : answer;
    } catch {
      return undefined; // Killed, starting, or cut off in the middle: nobody knows what became of it.
    } finally {
      if (extra.key !== undefined) open -= 1;
    }
  }

  async function send(
    method: string,
    path: string,
    extra: { body?: string; mediaType?: string; key?: string },
  ): Promise<Answer> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await sendOnce(method, path, extra);
      if (answer === undefined && extra.key !== undefined) record.lostAnswers += 1;
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
      if (answer !== undefined && answer.status !== 503 && answer.status !== 429) {
        unexpected.push(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      if (Date.now() > until) throw new Error(`${method} ${path} had no answer within ${PATIENCE_MS / 1_000} s`);
      await sleep(PAUSE_MS);
    }
  }

  async function read<Result>(path: string): Promise<Result | undefined> {
    const { status, body } = await send("GET", path, {});
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`GET ${path} answered ${status} ${JSON.stringify(body)}`);
    return body as Result;
  }

  return {
    record,
    read,
    openCommands: () => open,
    async command(command, key = randomUUID()) {
      const { method, path, ...extra } = command;
      const { status, body } = await send(method, path, { ...extra, key });
      const answered = body as { code?: string; isReplay?: boolean; results?: readonly AcceptedResult[] };
      if (status >= 400) {
        const code = answered.code ?? String(status);
        refusals.set(code, (refusals.get(code) ?? 0) + 1);
        return { isAccepted: false, status, code };
      }
      const one = { ...command, key, results: answered.results ?? [] };
      if (!accepted.some((earlier) => earlier.key === key)) accepted.push(one);
      return { isAccepted: true, accepted: one, isReplay: answered.isReplay === true };
    },
    async list<Item>(path: string) {
      const items: Item[] = [];
      let next: string | undefined;
      do {
        const query = `${path.includes("?") ? "&" : "?"}limit=${PAGE}${next === undefined ? "" : `&continue=${encodeURIComponent(next)}`}`;
        const page = await read<Page<Item>>(`${path}${query}`);
        items.push(...(page?.items ?? []));
        next = page?.continue;
      } while (next !== undefined);
      return items;
    },
  };
}
