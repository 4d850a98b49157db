import { expect, test } from "vitest";
import type { ComponentView, EnvironmentDetail } from "../answers.ts";
import { plainPaint } from "./paint.ts";
import { textWidth } from "./text-width.ts";
import { renderTree } from "./tree.ts";

const NOW = 1_000_000;
const component = (name: string, parts: Partial<ComponentView> = {}): ComponentView => ({
  uid: name,
  name,
  kind: "service",
  phase: "Ready",
  incarnation: 1,
  needs: [],
  outputs: {},
  progress: "",
  onDelete: "delete",
  ...parts,
});
const environment = (componentList: readonly ComponentView[]): EnvironmentDetail => ({
  uid: "uid",
  document: {
    metadata: { project: "shop", name: "dev" },
    spec: { class: "dev", cell: "local", release: "1.0.0", parameters: {} },
  },
  phase: "Running",
  reason: "",
  generation: 1,
  observedGeneration: 0,
  epoch: 1,
  isSuspended: false,
  components: {
    total: componentList.length,
    ready: componentList.filter(({ phase }) => phase === "Ready").length,
    failed: componentList.filter(({ phase }) => phase === "Failed").length,
  },
  createdAt: 0,
  changedAt: 0,
  componentList,
});
const screen = { width: 80, maxLines: 20, paint: plainPaint };

test("a tree shows components in the order in which they come up, with time and what there is to say", () => {
  const lines = renderTree(
    {
      environment: environment([
        component("api", {
          phase: "Running",
          needs: ["database"],
          startedAt: NOW - 3_000,
          progress: "GET http://127.0.0.1:20001/healthz answered 503",
        }),
        component("database", { kind: "postgres", startedAt: NOW - 8_000, readyAt: NOW - 3_900 }),
        component("web", { phase: "Pending", needs: ["api"] }),
      ]),
      nowMs: NOW,
    },
    { ...screen, width: 120 },
  );
  expect(lines).toEqual([
    "shop/dev  Running  1/3 ready",
    "├─ ✔ database  postgres  Ready       4.1 s",
    "├─ ● api       service   Running     3.0 s  GET http://127.0.0.1:20001/healthz answered 503",
    "└─ ○ web       service   Pending            waits for api",
  ]);
});

test("no line of a tree is wider than the screen", () => {
  const fault = { code: "UNHEALTHY", message: "m".repeat(300), log: [] };
  const lines = renderTree(
    { environment: environment([component("api", { phase: "Failed", fault })]), nowMs: NOW },
    screen,
  );
  expect(lines.map(textWidth).every((width) => width <= 80)).toBe(true);
  expect(lines[1]).toContain("Failed");
});

test("a tree that does not fit keeps what needs a person and counts the rest", () => {
  const many = Array.from({ length: 1_000 }, (_, index) => component(`c${index}`));
  const all = [...many, component("broken", { phase: "Failed" }), component("busy", { phase: "Running" })];
  const lines = renderTree({ environment: environment(all), nowMs: NOW }, { ...screen, maxLines: 5 });
  expect(lines).toHaveLength(5);
  expect(lines.join("\n")).toMatch(/broken[\s\S]*busy|busy[\s\S]*broken/);
  expect(lines.at(-1)).toBe("└─ … and 999 Ready");
});

test("a tree of components that need each other in a circle still ends", () => {
  const circle = [component("a", { needs: ["b"] }), component("b", { needs: ["a"] })];
  expect(renderTree({ environment: environment(circle), nowMs: NOW }, screen)).toHaveLength(3);
});

test("a tree says how far the running operation is", () => {
  const operation = {
    id: "op",
    kind: "deploy",
    state: "Running",
    project: "shop",
    environment: "dev",
    environmentUid: "uid",
    generation: 1,
    reason: "",
    plan: { components: [], estimateMs: 25_000 },
    actor: { kind: "token", name: "local" },
    requestedAt: 0,
    startedAt: NOW - 12_000,
    isCancelRequested: false,
  };
  const [head] = renderTree({ environment: environment([]), operation, nowMs: NOW }, screen);
  expect(head).toBe("shop/dev  Running  0/0 ready  deploy 12 s of about 25 s");
});
