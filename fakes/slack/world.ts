import type { Callback } from "./callback.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral, Hook, Message, Trigger, View } from "./message.ts";
import type { Channel, Team, Token, User, UserGroup } from "./workspace.ts";

/** What there is, by the name of its table. */
export interface Tables {
  team: Team;
  user: User;
  group: UserGroup;
  channel: Channel;
  token: Token;
  message: Message;
  ephemeral: Ephemeral;
  view: View;
  trigger: Trigger;
  hook: Hook;
  callback: Callback;
}

/** Name of a table. */
export type TableName = keyof Tables;

/** One row as an effect leaves it; null when it is gone. */
export type Write = {
  [T in TableName]: { readonly table: T; readonly id: string; readonly row: Tables[T] | null };
}[TableName];

type Maps = { readonly [T in TableName]: ReadonlyMap<string, Tables[T]> };

/** Everything there is now. */
export interface World extends Maps {
  /** A timestamp that is later than all in the channel. */
  nextTs(channel: string): string;
  apply(writes: readonly Write[]): void;
}

/** An empty world. */
export function emptyWorld(): World {
  const maps = {
    team: new Map<string, Team>(),
    user: new Map<string, User>(),
    group: new Map<string, UserGroup>(),
    channel: new Map<string, Channel>(),
    token: new Map<string, Token>(),
    message: new Map<string, Message>(),
    ephemeral: new Map<string, Ephemeral>(),
    view: new Map<string, View>(),
    trigger: new Map<string, Trigger>(),
    hook: new Map<string, Hook>(),
    callback: new Map<string, Callback>(),
  };
  const lastByChannel = new Map<string, number>();

  function put({ table, id, row }: Write): void {
    const map: Map<string, unknown> = maps[table];
    if (row === null) map.delete(id);
    else map.set(id, row);
    if (row === null || (table !== "message" && table !== "ephemeral")) return;
    const micros = microsOf(row.ts);
    if (micros > (lastByChannel.get(row.channel) ?? 0)) lastByChannel.set(row.channel, micros);
  }

  return {
    ...maps,
    nextTs(channel) {
      const micros = Math.max(Date.now() * 1000, (lastByChannel.get(channel) ?? 0) + 1);
      lastByChannel.set(channel, micros);
      return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, "0")}`;
    },
    apply(writes) {
      for (const write of writes) put(write);
    },
  };
}

/** A timestamp of Slack as a number that can be compared; 0 when it is none. */
export function microsOf(ts: string): number {
  const [seconds = "", micros = ""] = ts.split(".");
  if (!/^\d+$/.test(seconds)) return 0;
  return Number(seconds) * 1e6 + Number(micros.padEnd(6, "0").slice(0, 6));
}

/** The write of a message. */
export function messageWrite(row: Message): Write {
  return { table: "message", id: keyOf(row), row };
}

/** The write of an ephemeral message. */
export function ephemeralWrite(row: Ephemeral): Write {
  return { table: "ephemeral", id: keyOf(row), row };
}
