import type { Action } from "./fault-schema.ts";
import { statusOf } from "./refused.ts";
import type { Reply } from "./reply.ts";

const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";

/** What a fault makes of an answer, without regard to whether the call had its effect. */
export function spoilt(reply: Reply, action: Action): Reply {
  if (action.do === "error") return errorReply(action);
  if (action.do === "html") return textReply(action.status, { text: HTML, type: "text/html" });
  if (action.do === "empty") return textReply(action.status, { text: "", type: "application/json" });
  if (action.do === "reset" || action.do === "hang" || action.do === "truncate") return { ...reply, fate: action.do };
  if (action.do === "date") {
    const date = new Date(Date.now() + action.skewSeconds * 1000).toUTCString();
    return { ...reply, headers: { ...reply.headers, date } };
  }
  if (!("json" in reply.body) || reply.status !== 200) return reply;
  const { json } = reply.body;
  if (action.do === "iso-timestamps") return { ...reply, body: { json: withIsoTimestamps(json) } };
  if (action.do === "null-lists") return { ...reply, body: { json: withNullLists(json) } };
  if (action.do === "rewrite")
    return { ...reply, body: { json: withValue(json, action.path.split("."), action.value) } };
  if (action.do === "page") return { ...reply, body: { json: withOtherPage(json, action.how) } };
  return reply;
}

function errorReply({ name, status, message, headers, retryAfterSeconds }: Action & { do: "error" }): Reply {
  const retryAfter = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return {
    status: status ?? statusOf(name),
    headers: { "content-type": "application/json", "x-amzn-errortype": name, ...retryAfter, ...headers },
    body: { json: { message } },
    fate: "send",
  };
}

function textReply(status: number, { text, type }: { readonly text: string; readonly type: string }): Reply {
  return { status, headers: { "content-type": type }, body: { text }, fate: "send" };
}

function withIsoTimestamps(json: unknown): unknown {
  return mapMembers(json, (name, value) =>
    typeof value === "number" && /(At|Time|Date)$/.test(name) ? new Date(value * 1000).toISOString() : value,
  );
}

function withNullLists(json: unknown): unknown {
  return mapMembers(json, (_name, value) => (Array.isArray(value) ? null : value));
}

function mapMembers(json: unknown, change: (name: string, value: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(json), (name, value: unknown) => change(name, value));
}

function withValue(json: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const object = typeof json === "object" && json !== null ? json : {};
  return { ...object, [first]: withValue(Reflect.get(object, first), rest, value) };
}

/** A list in another order, or without its first item. */
function withOtherPage(json: unknown, how: "shuffle" | "lose"): unknown {
  if (typeof json !== "object" || json === null) return json;
  const members = Object.entries(json).map(([name, value]) => [
    name,
    Array.isArray(value) ? changed(value, how) : value,
  ]);
  return Object.fromEntries(members);
}

function changed(items: readonly unknown[], how: "shuffle" | "lose"): readonly unknown[] {
  return how === "lose" ? items.slice(1) : items.toReversed();
}
