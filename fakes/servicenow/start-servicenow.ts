import type { Context } from "hono";
import { startClockwork } from "./clockwork.ts";
import { directoryWith } from "./directory.ts";
import type { Directory } from "./directory.ts";
import { waitingFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import type { HttpEnvironment } from "./http.ts";
import { recordsFor } from "./read-records.ts";
import type { Records } from "./read-records.ts";
import { noRecord } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import { requestLog } from "./request-log.ts";
import type { RequestLog } from "./request-log.ts";
import type { ChangeRow } from "./rows.ts";
import { settingsFrom } from "./settings.ts";
import type { CurrentSettings, Settings } from "./settings.ts";
import { storeOf } from "./store.ts";
import type { Store } from "./store.ts";
import { openTokens } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";
import { openTruthLog } from "./truth-log.ts";
import type { TruthLog } from "./truth-log.ts";
import { beginWork } from "./work.ts";
import type { Author, Work } from "./work.ts";

/** The accounts. People have the password of the integration account, and the client is named like it. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A running instance, behind its HTTP face. */
export interface ServiceNow {
  readonly log: TruthLog;
  readonly store: Store;
  readonly directory: Directory;
  readonly settings: CurrentSettings;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly credentials: Credentials;
  /** Starts the effects of one call. */
  begin(author: Author): Work;
  /** The records as the caller may see them, once all that was written is on disk. */
  records(context: Context<HttpEnvironment>): Promise<Records>;
  /** A change as the caller may see it. */
  readChange(context: Context<HttpEnvironment>, sysId: string): Promise<ChangeRow | Refusal>;
}

/** How an instance starts. */
export interface StartOptions {
  /** Where state and truth log lie; without it nothing outlives the process. */
  readonly stateDir: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly settings: Partial<Settings>;
}

/** Starts an instance where the truth log in `stateDir` left off; without a directory it starts empty. */
export async function startServiceNow({
  stateDir,
  user,
  password,
  settings: first,
}: StartOptions): Promise<ServiceNow> {
  const { log, writes } = await openTruthLog(stateDir);
  const store = storeOf(writes);
  const directory = directoryWith(user);
  const settings = settingsFrom(first);
  const ground = { log, store, directory, settings: settings.read };
  startClockwork(ground);

  async function records(context: Context<HttpEnvironment>): Promise<Records> {
    await log.settled();
    return recordsFor(ground, context.get("person"));
  }

  return {
    log,
    store,
    directory,
    settings,
    tokens: await openTokens(stateDir),
    faults: waitingFaults(),
    requests: requestLog(),
    credentials: { user, password, clientId: user, clientSecret: password },
    begin: (author) => beginWork(ground, author),
    records,
    async readChange(context, sysId) {
      const isVisible = (await records(context)).get("change_request", sysId) !== undefined;
      const change = store.get("change_request", sysId);
      return isVisible && change !== undefined ? change : noRecord();
    },
  };
}
