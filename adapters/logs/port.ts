/** What components wrote. Lines are masked before they get here. */
export interface Logs {
  /** The last lines of a component's present incarnation, oldest first; empty when it wrote nothing. At most 10,000. */
  tail(componentUid: string, lines: number): Promise<readonly string[]>;
  /** Lines as they are written, from now on, across incarnations, until the signal aborts. */
  follow(componentUid: string, signal: AbortSignal): AsyncIterable<string>;
}

/** Whose secrets a line may hold: what people gave the project, and what the environment's components made. */
export interface SecretScope {
  readonly project: string;
  readonly componentUids: readonly string[];
}
