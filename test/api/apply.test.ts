import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AcceptedResult } from "../../adapters/store/requests-port.ts";
import { fileOf, SHOP, WHOLE_SHOP } from "./shop-documents.ts";
import { storedApi } from "./stored-api.ts";

let api: Awaited<ReturnType<typeof storedApi>>;
beforeEach(async () => {
  api = await storedApi();
});
afterEach(async () => {
  await api.world.close();
});

interface Body {
  readonly isReplay: boolean;
  readonly results: readonly AcceptedResult[];
  readonly plans: readonly {
    readonly plan: { readonly components: readonly { readonly name: string; readonly action: string }[] };
  }[];
}
const bodyOf = async (answer: Response): Promise<Body> => (await answer.json()) as Body;
const resultsOf = (body: Body) => body.results.map(({ kind, result }) => `${kind} ${result}`);

describe("apply", () => {
  it("stores, queues and answers where to look, and the plan is shown by its operation", async () => {
    const answer = await api.apply(WHOLE_SHOP);
    expect(answer.status).toBe(202);
    const body = await bodyOf(answer);
    expect(resultsOf(body)).toEqual(["Project created", "Blueprint created", "Release created", "Environment created"]);
    const operation = await api.get(answer.headers.get("location") ?? "");
    expect(operation).toMatchObject({
      state: "Accepted",
      kind: "provision",
      environment: "dev",
      generation: 1,
      plan: body.plans[0]?.plan,
    });
    const environment = await api.send("/v1/environments/shop/dev");
    expect(environment.headers.get("etag")).toBe('"1"');
    expect(await environment.json()).toMatchObject({ phase: "Pending", componentList: [] });
  });

  it("joins what is on its way, and starts nothing where all is as it should be", async () => {
    const first = await bodyOf(await api.apply(WHOLE_SHOP));
    const second = await api.apply(WHOLE_SHOP);
    expect(second.status).toBe(202);
    expect((await bodyOf(second)).results[3]).toEqual({ ...first.results[3], result: "unchanged" });
    await bringUp();
    const third = await api.apply(WHOLE_SHOP);
    expect(third.status).toBe(200);
    expect(resultsOf(await bodyOf(third))).toEqual([
      "Project unchanged",
      "Blueprint unchanged",
      "Release unchanged",
      "Environment unchanged",
    ]);
  });

  it("answers a repeated key with its first answer, also when the generation that it asked for has moved", async () => {
    await api.apply(WHOLE_SHOP);
    const change = SHOP.environment.replace("size: 2", "size: 3");
    const headers = { "idempotency-key": "k-1", "if-match": '"1"' };
    const first = await bodyOf(await api.apply(change, headers));
    const repeated = await api.apply(change, headers);
    expect(repeated.status).toBe(202);
    const second = await bodyOf(repeated);
    expect(second).toMatchObject({ isReplay: true, results: first.results });
    const other = await api.apply(SHOP.environment, { "idempotency-key": "k-1" });
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    const stale = await api.apply(SHOP.environment, { "if-match": '"1"' });
    expect(stale.status).toBe(412);
  });

  it("starts what a change of a parameter or of a secret affects, and nothing for labels and protection", async () => {
    await api.apply(WHOLE_SHOP);
    await bringUp();
    const labelled = await api.apply(SHOP.environment.replace("name: dev", "name: dev, labels: { team: a }"));
    expect([labelled.status, resultsOf(await bodyOf(labelled))]).toEqual([200, ["Environment changed"]]);
    const guarded = await api.apply(SHOP.environment.replace("class: dev,", "class: dev, protected: true,"));
    expect([guarded.status, resultsOf(await bodyOf(guarded))]).toEqual([200, ["Environment changed"]]);
    const back = await api.apply(SHOP.environment);
    expect(back.status).toBe(200);
    api.secrets.set("shop/key", "second");
    const foreseen = await api.apply(SHOP.environment, { query: "?dryRun=true" });
    expect(resultsOf(await bodyOf(foreseen))).toEqual(["Environment changed"]);
    const rotated = await api.apply(SHOP.environment);
    expect([rotated.status, resultsOf(await bodyOf(rotated))]).toEqual([202, ["Environment changed"]]);
    expect(await api.get("/v1/environments/shop/dev")).toMatchObject({ generation: 2 });
  });

  it("stores nothing in a dry run", async () => {
    const answer = await api.apply(WHOLE_SHOP, { query: "?dryRun=true" });
    expect(answer.status).toBe(200);
    const body = await bodyOf(answer);
    expect(body.plans[0]?.plan.components.map(({ name, action }) => `${action} ${name}`)).toEqual([
      "create database",
      "create api",
      "create web",
    ]);
    for (const noun of ["projects", "blueprints", "releases", "environments", "operations"]) {
      expect(await api.get(`/v1/${noun}`)).toEqual({ items: [] });
    }
  });

  it.each([
    {
      what: "an unknown component kind",
      from: "kind: simulated\n      after",
      to: "kind: simulatd\n      after",
      code: "COMPONENT_KIND_UNKNOWN",
      status: 422,
    },
    {
      what: "a config that its kind refuses",
      from: "type: web, seconds: 5",
      to: "type: web, seconds: -5",
      code: "COMPONENT_CONFIG_INVALID",
      status: 422,
    },
    { what: "a cycle", from: "after: [api]", to: "after: [web]", code: "GRAPH_CYCLE", status: 422 },
    { what: "a secret that is not set", from: "secrets.key", to: "secrets.kye", code: "SECRET_NOT_FOUND", status: 422 },
    { what: "a parameter out of its range", from: "size: 2", to: "size: 10", code: "PARAMETER_INVALID", status: 422 },
    {
      what: "an unknown release",
      from: "release: 1.0.0, par",
      to: "release: 2.0.0, par",
      code: "REFERENCE_UNKNOWN",
      status: 422,
    },
    { what: "an unknown cell", from: "cell: local", to: "cell: mars", code: "CELL_UNKNOWN", status: 422 },
    { what: "an unknown key", from: "class: dev", to: "klass: dev", code: "DOCUMENT_INVALID", status: 422 },
    { what: "broken YAML", from: "spec: {}", to: "spec: {", code: "DOCUMENT_SYNTAX", status: 422 },
  ])("refuses $what with its code and position, and stores nothing", async ({ from, to, code, status }) => {
    expect(WHOLE_SHOP).toContain(from);
    const answer = await api.apply(WHOLE_SHOP.replace(from, to));
    const problem = (await answer.json()) as {
      code: string;
      errors: { code: string; line: number; column: number; document: number }[];
    };
    expect(answer.status).toBe(status);
    expect(problem.errors.map((error) => error.code)).toContain(code);
    expect(problem.errors.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true);
    expect(await api.get("/v1/projects")).toEqual({ items: [] });
  });

  it("refuses other content under a version that is stored", async () => {
    await api.apply(WHOLE_SHOP);
    const answer = await api.apply(SHOP.blueprint.replace("seconds: 10", "seconds: 11"));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "VERSION_IMMUTABLE", errors: [{ line: 3 }] });
  });
});

describe("delete", () => {
  it("queues once, joins the second, and refuses what is protected", async () => {
    const prod = SHOP.environment.replace("name: dev", "name: live").replace("class: dev", "class: prod");
    await api.apply(fileOf(WHOLE_SHOP, prod));
    const guarded = await api.send("/v1/environments/shop/live", { method: "DELETE" });
    expect(guarded.status).toBe(409);
    expect(await guarded.json()).toMatchObject({ code: "ENVIRONMENT_PROTECTED" });
    const first = await api.send("/v1/environments/shop/dev", { method: "DELETE" });
    const second = await api.send("/v1/environments/shop/dev", { method: "DELETE" });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect((await api.send("/v1/environments/shop/never", { method: "DELETE" })).status).toBe(404);
    expect((await api.apply(SHOP.environment)).status).toBe(409);
  });

  it("deletes what nothing uses, by its path, and nothing else", async () => {
    await api.apply(WHOLE_SHOP);
    const remove = async (path: string) => (await api.send(path, { method: "DELETE" })).status;
    expect(await remove("/v1/blueprints/shop/shop/1.0.0")).toBe(409);
    expect(await remove("/v1/releases/shop/1.0.0")).toBe(409);
    expect(await remove("/v1/projects/shop")).toBe(409);
    await api.apply(SHOP.release.replace("version: 1.0.0", "version: 1.0.1"));
    expect(await remove("/v1/releases/shop/1.0.1")).toBe(200);
    expect(await remove("/v1/releases/shop/7.0.0")).toBe(404);
  });
});

describe("operations", () => {
  it("cancels one that waits, once, and says so of one that has ended or is not there", async () => {
    const location = (await api.apply(WHOLE_SHOP)).headers.get("location") ?? "";
    const cancel = async (path: string) => await api.send(`${path}/cancel`, { method: "POST" });
    expect((await cancel(location)).status).toBe(202);
    expect(await api.get(location)).toMatchObject({ state: "Cancelled" });
    expect(await (await cancel(location)).json()).toMatchObject({ code: "OPERATION_ENDED", status: 409 });
    expect((await cancel("/v1/operations/none")).status).toBe(404);
  });

  it("lists by project and environment, in pages that neither lose nor repeat", async () => {
    await api.apply(WHOLE_SHOP);
    for (const name of ["one", "two", "three"]) await api.apply(SHOP.environment.replace("name: dev", `name: ${name}`));
    const names: string[] = [];
    for (let at = ""; ;) {
      const page = (await api.get(`/v1/operations?project=shop&limit=2${at}`)) as {
        items: { environment: string }[];
        continue?: string;
      };
      names.push(...page.items.map(({ environment }) => environment));
      if (page.continue === undefined) break;
      at = `&continue=${page.continue}`;
    }
    expect(names.toSorted()).toEqual(["dev", "one", "three", "two"]);
    expect(await api.get("/v1/operations?environment=two")).toMatchObject({ items: [{ environment: "two" }] });
    expect(await api.get("/v1/operations?project=other")).toEqual({ items: [] });
    expect((await api.send("/v1/environments?continue=nonsense")).status).toBe(400);
  });
});

/** What the workflow and the cell would do: every component of `dev` becomes ready. */
async function bringUp(): Promise<void> {
  const turn = await api.world.turn(await api.world.uidOf("dev"));
  await turn.ready("database", "api", "web");
  await turn.end();
}
