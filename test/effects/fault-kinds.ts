/** Kinds of faults, and which part of all faults each is at least. */
export const FAULT_SHARES = {
  "500": 0.14,
  "500 behind the effect": 0.1,
  "503 with Retry-After": 0.12,
  "429 with Retry-After": 0.13,
  "timeout behind the effect": 0.07,
  "reset before the effect": 0.08,
  "reset behind the effect": 0.12,
  "HTML in place of JSON": 0.1,
  "401": 0.07,
  "slow answer": 0.07,
} as const;

/** A kind of fault. */
export type FaultKind = keyof typeof FAULT_SHARES;
/** A simulator that faults are injected into. */
export type FaultySystem = "servicenow" | "jira";

/** Every kind, in the order in which they are shown. */
export const FAULT_KINDS = Object.keys(FAULT_SHARES) as readonly FaultKind[];

/** A seeded number between 0 and 1, for what differs within a kind. */
type Draw = () => number;

/** A fault as the simulated ServiceNow takes it, without what it matches. */
export function serviceNowFault(kind: FaultKind, draw: Draw): object {
  const seconds = 1 + Math.floor(draw() * 2);
  // As seconds, or as a date: senders do both.
  const retryAfter = draw() < 0.5 ? seconds : new Date(Date.now() + seconds * 1_000).toUTCString();
  switch (kind) {
    case "500":
      return { kind: "500" };
    case "500 behind the effect":
      return { kind: "500", afterEffect: true };
    case "503 with Retry-After":
      return { kind: "503", retryAfter, afterEffect: draw() < 0.5 };
    case "429 with Retry-After":
      return { kind: "429", retryAfter };
    case "timeout behind the effect":
      return { kind: "timeout-after-effect" };
    case "reset before the effect":
      return { kind: "reset-before-effect" };
    case "reset behind the effect":
      return { kind: "reset-after-effect" };
    case "HTML in place of JSON":
      return { kind: draw() < 0.5 ? "html-200" : "html-503", afterEffect: draw() < 0.5 };
    case "401":
      return { kind: "401" };
    case "slow answer":
      return { kind: "slow", delayMs: Math.floor(500 + draw() * 2_500) };
  }
}

/** A fault as the simulated Jira takes it, without what it matches. */
export function jiraFault(kind: FaultKind, draw: Draw): object {
  const retryAfterSeconds = 1 + Math.floor(draw() * 2);
  switch (kind) {
    case "500":
      return { kind: "status", status: 500 };
    case "500 behind the effect":
      return { kind: "status-after-effect", status: 500 };
    case "503 with Retry-After":
      return { kind: draw() < 0.5 ? "status" : "status-after-effect", status: 503, retryAfterSeconds };
    case "429 with Retry-After": {
      const reason = draw() < 0.5 ? "jira-burst-based" : "jira-per-issue-on-write";
      return { kind: "status", status: 429, retryAfterSeconds, reason };
    }
    case "timeout behind the effect":
      return { kind: "timeout-after-effect" };
    case "reset before the effect":
      return { kind: "reset-before-effect" };
    case "reset behind the effect":
      return { kind: "reset-after-effect" };
    case "HTML in place of JSON":
      return draw() < 0.5 ? { kind: "html", status: 503 } : { kind: "html-after-effect", status: 200 };
    case "401":
      return { kind: "status", status: 401 };
    case "slow answer":
      return { kind: "slow", delayMs: Math.floor(500 + draw() * 2_500) };
  }
}
