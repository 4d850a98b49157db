import { expect, it, vi } from "vitest";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { someEnvironment } from "../../test/api/fake-store.ts";
import { someFinding, someSweep } from "../../test/setup/some-finding.ts";
import type { DriftExplanation } from "./explain.ts";

const labelled = (uid: string, labels: Readonly<Record<string, string>>) => {
  const { document, ...rest } = someEnvironment({ uid });
  return { ...rest, document: { ...document, metadata: { ...document.metadata, labels } } };
};

function world(over: Partial<StoreOfApi> = {}) {
  const requestSweep = vi.fn<StoreOfApi["requestSweep"]>(async () => ({ results: [], isReplay: false }));
  const { send } = apiUnderTest({ store: { requestSweep, ...over } });
  const ask = async (body: object) =>
    await send("/v1/sweeps", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  return { send, ask, asked: () => requestSweep.mock.calls.map(([, environments]) => environments) };
}

it("asks for a sweep of the place of one environment", async () => {
  const { ask, asked } = world({ getEnvironment: async () => someEnvironment({ uid: "e7" }) });
  expect((await ask({ project: "shop", environment: "shop-dev" })).status).toBe(202);
  expect(asked()).toEqual([["e7"]]);
});

it.each([
  [{ selector: "team=shop" }, ["e1", "e3"]],
  [{ selector: "team=shop,tier!=demo" }, ["e1"]],
  [{}, ["e1", "e2", "e3"]],
])("asks for a sweep of all that %o selects, over every page", async (body, uids) => {
  const pages = [
    { items: [labelled("e1", { team: "shop" }), labelled("e2", {})], continue: "2" },
    { items: [labelled("e3", { team: "shop", tier: "demo" })] },
  ];
  const { ask, asked } = world({
    listEnvironments: async (page) => pages[page.continue === undefined ? 0 : 1] as never,
  });
  expect((await ask(body)).status).toBe(202);
  expect(asked()).toEqual([uids]);
});

it.each([
  [{ environment: "shop-dev" }, 400],
  [{ project: "shop", environment: "shop-dev", selector: "team=shop" }, 400],
  [{ selector: "=x" }, 400],
  [{ selector: "team=none" }, 404],
])("asks for none with %o", async (body, status) => {
  const { ask, asked } = world();
  expect([(await ask(body)).status, asked()]).toEqual([status, []]);
});

it("lists sweeps, and shows one that has begun", async () => {
  const listSweeps = vi.fn<StoreOfApi["listSweeps"]>(async () => ({ items: [someSweep()] }));
  const { send } = world({ listSweeps, getSweep: async (id) => (id === "sw-1" ? someSweep({ id }) : undefined) });
  expect(await (await send("/v1/sweeps?cell=local&limit=3")).json()).toEqual({ items: [someSweep()] });
  expect(listSweeps).toHaveBeenCalledWith({ cell: "local", limit: 3, visible: "everything" });
  expect(await (await send("/v1/sweeps/sw-1")).json()).toEqual(someSweep({ id: "sw-1" }));
  expect((await send("/v1/sweeps/sw-2")).status).toBe(404);
});

it("explains every component of an environment: its rules, what differs, what happens and when", async () => {
  const component = (name: string) => ({ name }) as never;
  const freezeWindow = {
    document: {
      apiVersion: "holdfast.dev/v1",
      kind: "FreezeWindow",
      metadata: { project: "shop", name: "audit", labels: {} },
      spec: { reason: "books", scope: {}, timeZone: "UTC" },
    },
    createdAt: 1,
    actor: { kind: "system", name: "s" },
  } as const;
  const { send } = apiUnderTest({
    deps: { calendar: { check: () => [], spans: () => [{ startMs: 0, endMs: 9_999_999_999_999 }] } },
    store: {
      getEnvironment: async () => someEnvironment(),
      listComponents: async () => [component("api"), component("web")],
      listFindings: async () => ({ items: [someFinding({ status: "due" })] }),
      listFreezeWindows: async () => ({ items: [freezeWindow] }),
      reactionGround: async (project, environment, name) => ({
        project,
        environment,
        component: name,
        kind: "service",
        class: "dev",
        freezeWindows: [],
        ...(name === "api" ? { ofComponent: "notify" as const } : {}),
      }),
    },
  });
  const explained = (await (await send("/v1/environments/shop/shop-dev/drift")).json()) as DriftExplanation;
  expect(explained.standing.frozenBy).toEqual(['freeze "audit": books']);
  expect(explained.components).toMatchObject([
    { component: "api", rules: [{ reaction: "notify" }], next: { lines: [expect.stringContaining("told")] } },
    {
      component: "web",
      rules: [{ reaction: "revert", where: "class default of dev" }],
      finding: { id: someFinding().id, next: { at: 9_999_999_999_999 } },
    },
  ]);
  const one = (await (await send("/v1/environments/shop/shop-dev/drift?component=api")).json()) as DriftExplanation;
  expect(one.components.map((each) => each.component)).toEqual(["api"]);
  const none = await send("/v1/environments/shop/shop-dev/drift?component=ap");
  expect([none.status, ((await none.json()) as { detail: string }).detail]).toEqual([
    404,
    'the environment has no component "ap"; it has api, web',
  ]);
});
