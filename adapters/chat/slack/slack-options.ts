/** How Slack is reached. */
export interface SlackOptions {
  /** The app's bot token. */
  readonly token: string;
  /** Of Slack, or of a simulator; ends with `/`. */
  readonly apiUrl: string;
  /** Id of the app that posts; only its messages are taken as ours. */
  readonly appId: string;
  /** True where the address is a simulator's. Without it nothing that a simulator answers counts. */
  readonly isSimulator: boolean;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Default: the machine's clock, epoch milliseconds. */
  readonly now?: () => number;
  /** Of one call with its answer, milliseconds. Default: 10 s. */
  readonly timeoutMs?: number;
}
