import type { SlackItem } from "../../domain/schema/slack-item.ts";

/** What Slack sent: each a row that is committed before Slack is answered, and has exactly one outcome in the end. */
export interface SlackInbox {
  /**
   * Stores what was sent, once for each key. `answering` is for what its receiver answers by itself within seconds;
   * everything else is `waiting` for whoever handles the inbox.
   */
  receiveSlackItem(item: NewSlackItem): Promise<ReceivedSlackItem>;
  /** Rows without an outcome, oldest first: those that wait, and those whose receiver has not answered them in 10 s. */
  openSlackItems(limit: number): Promise<readonly StoredSlackItem[]>;
  /** Counts that somebody has begun to handle it. Answers how often that was so; 0 once it is handled. */
  beginSlackItem(id: number): Promise<number>;
  /** Puts its next try off. */
  postponeSlackItem(id: number, ms: number): Promise<void>;
  /** Hands over what its receiver could not answer in time. */
  releaseSlackItem(id: number): Promise<void>;
  /** Records what became of it. The first outcome stays; where it could be answered is forgotten. */
  endSlackItem(id: number, outcome: string): Promise<void>;
  /** Gives every open row this outcome. Answers how many. */
  endOpenSlackItems(outcome: string): Promise<number>;
  /** Deletes rows that were handled longer ago, some thousand at once. Answers how many. */
  forgetSlackItems(handledBeforeMs: number): Promise<number>;
}

/** Something to store. */
export interface NewSlackItem {
  /** Same for the same thing sent again. */
  readonly key: string;
  readonly item: SlackItem;
  readonly state: "answering" | "waiting";
}

/** Something that was stored, by this call or before. */
export interface ReceivedSlackItem {
  readonly id: number;
  /** Epoch milliseconds, by the database's clock. */
  readonly receivedAt: number;
  /** False for a repeat. */
  readonly isNew: boolean;
}

/** A row that has no outcome yet. */
export interface StoredSlackItem {
  readonly id: number;
  readonly key: string;
  readonly item: SlackItem;
  readonly receivedAt: number;
  /** How often it was begun. More than once: whoever handled it before may have told the person already. */
  readonly attempts: number;
  /** False while its next try is put off. */
  readonly isDue: boolean;
}
