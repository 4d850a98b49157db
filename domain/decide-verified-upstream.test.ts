import { expect, test } from "vitest";
import { decideVerifiedUpstream } from "./decide-verified-upstream.ts";

test.each([
  { name: "passes where every stage verified it", upstream: [{ stage: "dev", verifiedAt: 1 }], want: [] },
  { name: "passes where there is no stage before", upstream: [], want: [] },
  {
    name: "names every stage that did not",
    upstream: [{ stage: "dev", verifiedAt: 1 }, { stage: "qa" }, { stage: "staging" }],
    want: ['not verified in "qa"', 'not verified in "staging"'],
  },
  {
    name: "says why a verification was revoked",
    upstream: [{ stage: "dev", revoked: "broken metrics" }],
    want: ['no longer verified in "dev": broken metrics'],
  },
  {
    name: "counts a verification that came after a revocation",
    upstream: [{ stage: "dev", verifiedAt: 2, revoked: "broken metrics" }],
    want: [],
  },
])("decideVerifiedUpstream() $name", ({ upstream, want }) => {
  expect(decideVerifiedUpstream(upstream)).toEqual({ verdict: want.length === 0 ? "pass" : "wait", reasons: want });
});
