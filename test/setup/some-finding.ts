import type { FindingView, SweepView } from "../../domain/schema/drift.ts";

/** When everything of these findings happened. */
const THEN = Date.UTC(2026, 10, 21, 8, 0, 0);

/** A finding that people are to decide about: somebody has changed a greeting, and a secret. */
export function someFinding(over: Partial<FindingView> = {}): FindingView {
  return {
    id: "fi-abcdefghijklmnop",
    project: "shop",
    environment: "shop-prod",
    environmentUid: "e1",
    class: "prod",
    component: "web",
    kind: "service",
    status: "proposed",
    statusReason: "",
    fields: [
      {
        path: "config.environment.GREETING",
        class: "changed",
        wanted: "Welcome",
        seen: "Hello, you",
        by: { who: "kubectl-edit", at: THEN - 60_000 },
      },
      { path: "config.environment.TOKEN", class: "changed", wanted: { secret: "1111" }, seen: { secret: "2222" } },
    ],
    reaction: {
      reaction: "propose",
      fields: [
        { path: "config.environment.GREETING", reaction: "propose", rule: "class default of prod" },
        { path: "config.environment.TOKEN", reaction: "propose", rule: "class default of prod" },
      ],
    },
    diffDigest: "sha256:diff",
    since: THEN,
    lastSeenAt: THEN + 300_000,
    seenCount: 2,
    revertedAt: [],
    ...over,
  };
}

/** A sweep that has ended, and found one difference. */
export function someSweep(over: Partial<SweepView> = {}): SweepView {
  return {
    id: "sw-abcdefghijklmnop",
    cell: "local",
    account: "local",
    region: "local",
    state: "succeeded",
    reason: "",
    startedAt: THEN,
    endedAt: THEN + 2_000,
    counts: { looked: 12, clean: 11, drifted: 1, stale: 0, busy: 0, failed: 0, calls: 12 },
    ...over,
  };
}
