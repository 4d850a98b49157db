import { expect, test } from "vitest";
import { plainPaint } from "./paint.ts";
import { renderReleaseCheck, renderReleaseDiff } from "./release.ts";

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;
const screen = { width: 120, paint: plainPaint };

test("a difference lists components, artifacts and parameters, with digests that can be told apart", () => {
  const lines = renderReleaseDiff(
    {
      isSame: false,
      blueprint: { from: "shop@1.0.0", to: "shop@1.1.0" },
      components: [{ name: "api", change: "changed", keys: ["config.command", "after"] }],
      artifacts: [
        { name: "api", change: "changed", from: D1, to: D2 },
        { name: "web", change: "added", to: `registry.example/web@${D1}` },
      ],
      parameters: [{ name: "greeting", change: "removed" }],
    },
    screen,
  );
  expect(lines).toEqual([
    "blueprint shop@1.0.0 becomes shop@1.1.0",
    "WHAT       NAME      CHANGE   DETAIL",
    "component  api       changed  config.command, after",
    "artifact   api       changed  sha256:111111111111… becomes sha256:222222222222…",
    "artifact   web       added    registry.example/web@sha256:111111111111…",
    "parameter  greeting  removed",
  ]);
});

test("releases without a difference say so in one line", () => {
  const same = { isSame: true, components: [], artifacts: [], parameters: [] };
  expect(renderReleaseDiff({ ...same, blueprint: { from: "shop@1.0.0", to: "shop@1.0.0" } }, screen)).toEqual([
    "blueprint shop@1.0.0; nothing changes",
  ]);
});

test("a check says what was promised, what runs, and a verdict for each component", () => {
  const component = { artifact: "api", promised: D1, isReady: true };
  const lines = renderReleaseCheck(
    {
      project: "shop",
      environment: "shop-prod",
      release: "1.0.0",
      phase: "Failed",
      isKept: false,
      components: [
        { ...component, name: "api", runs: D1, isKept: true },
        { ...component, name: "web", runs: D2, isKept: false },
        { ...component, name: "worker", isReady: false, isKept: false },
      ],
    },
    screen,
  );
  expect(lines.map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "shop/shop-prod release 1.0.0 Failed",
    "COMPONENT ARTIFACT PROMISED RUNS VERDICT",
    "api api sha256:111111111111… sha256:111111111111… as promised",
    "web api sha256:111111111111… sha256:222222222222… differs",
    "worker api sha256:111111111111… - not ready",
  ]);
});
