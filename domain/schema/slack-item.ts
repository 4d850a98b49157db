/** Who did it: an account in the workspace, or organisation, that the app is installed in. */
export interface SlackPerson {
  /** Of the installation: the workspace, or the organisation where the app is installed for all of it. */
  readonly team: string;
  readonly user: string;
  /** The person's own workspace; another one for people of a shared channel. Empty where Slack does not say. */
  readonly home: string;
}

/** A click on a button of a message. */
export interface SlackClick {
  readonly kind: "click";
  readonly by: SlackPerson;
  /** Action id of the button. */
  readonly action: string;
  /** Block that the button is in. */
  readonly block: string;
  /** What the button carries, as it was sent. */
  readonly value: string;
  readonly channel: string;
  /** Of the message. */
  readonly ts: string;
  /** Of the thread that it is in; absent outside threads. */
  readonly thread?: string;
  /** True where the message was posted by our app. */
  readonly isOurMessage: boolean;
}

/** A form that was sent. */
export interface SlackSubmission {
  readonly kind: "submission";
  readonly by: SlackPerson;
  readonly form: string;
  /** What the form carries along, as it was sent. */
  readonly metadata: string;
  readonly reason: string;
}

/** A slash command. */
export interface SlackCommand {
  readonly kind: "command";
  readonly by: SlackPerson;
  readonly text: string;
  /** Where to answer later. Input: it is checked before it is used. */
  readonly responseUrl: string;
}

/** Something that happened in the workspace. */
export interface SlackEvent {
  readonly kind: "event";
  readonly team: string;
  readonly type: string;
}

/** What Slack sent, as far as it matters. Triggers and tokens are not kept. */
export type SlackItem = SlackClick | SlackSubmission | SlackCommand | SlackEvent;
