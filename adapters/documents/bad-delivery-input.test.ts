import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { badConnections } from "../../test/setup/bad-input/connections.ts";
import { badFreezeWindows } from "../../test/setup/bad-input/freeze-windows.ts";
import { badGates } from "../../test/setup/bad-input/gates.ts";
import { connection, LINE, pipeline, stageEnvironment } from "../../test/setup/bad-input/line.ts";
import { badPipelines } from "../../test/setup/bad-input/pipelines.ts";
import { badSteps } from "../../test/setup/bad-input/steps.ts";
import { badSubscriptions } from "../../test/setup/bad-input/subscriptions.ts";
import { bp, D1, problemsOf, release, withCatalog } from "../../test/setup/bad-input/world.ts";

const table = [...badPipelines, ...badGates, ...badSteps, ...badFreezeWindows, ...badConnections, ...badSubscriptions];

test.each(table)("$name is one problem: $code at $at", async ({ text, code, at, part, catalog }) => {
  const problems = await problemsOf(text, catalog);
  expect(problems.map((one) => ({ code: one.code, at: `${one.line}:${one.column}`, message: one.message }))).toEqual([
    { code, at, message: expect.stringContaining(part) as unknown },
  ]);
});

test("the table has at least 60 bad inputs", () => {
  expect(table.length).toBeGreaterThanOrEqual(60);
});

const shop = (file: string) => readFileSync(new URL(`../../examples/shop/${file}`, import.meta.url), "utf8");
const itsm = connection(
  "itsm",
  "{ system: servicenow, url: http://127.0.0.1:1, credentials: { username: holdfast, passwordSecret: key } }",
);
const twoStages = (rest: string) =>
  pipeline(`    - { environment: shop-dev }\n    - { environment: shop-prod, after: [shop-dev], ${rest} }`);

test.each([
  {
    name: "a subscription by webhook while its secret is changed",
    text: `apiVersion: holdfast.dev/v1\nkind: Subscription\nmetadata: { project: shop, name: hooks }\nspec: { events: [promotion.*, environment.held], classes: [prod], webhook: { url: "https://hooks.example/a?b=c", secret: key, previousSecret: key } }\n`,
  },
  {
    name: "a subscription by mail",
    text: `apiVersion: holdfast.dev/v1\nkind: Subscription\nmetadata: { project: shop, name: mails }\nspec: { events: ["*"], environments: [shop-prod], email: { to: [ada.b+c@shop.example, root@localhost] } }\n`,
  },
  { name: "a stored pipeline again", text: pipeline("    - { environment: shop-other }", "other") },
  {
    name: "an environment that moves from one pipeline to another in one file",
    text: `${pipeline("    - { environment: shop-dev }", "other")}---\n${pipeline("    - { environment: shop-other }")}`,
  },
  {
    name: "a first stage that starts by itself and asks for a ticket",
    text: pipeline(
      "    - { environment: shop-dev, start: automatic, gates: [{ kind: servicenow-change, config: { connection: itsm } }] }",
    ),
  },
  {
    name: "a first stage that asks for the stages before it, which are none,",
    text: pipeline("    - { environment: shop-dev, gates: [{ kind: verified-upstream }] }"),
  },
  {
    name: "two gates and two steps of a kind without names",
    text: twoStages(
      `gates: [{ kind: soak, config: { for: 1m } }, { kind: soak, config: { for: 2m } }], afterDeploy: [{ kind: wait, config: { for: 1s } }, { kind: wait, config: { for: 2s } }, { kind: command, config: { command: [a] }, if: '\${steps["wait-2"] == steps.wait}' }]`,
    ),
  },
  {
    name: "a step that refers to gates, earlier steps, components, secrets and the promotion",
    text: twoStages(
      `gates: [{ kind: servicenow-change, as: change, config: { connection: itsm } }],
        beforeDeploy: [{ kind: database-migration, config: { component: database, artifact: api } }, { kind: command, as: build, config: { command: [a] } }],
        afterDeploy: [{ kind: http-request, if: "\${steps.build.exitCode == 0 && parameters.count > 1}", config: { url: "\${components.api.outputs.url}/done", headers: { a: "\${secrets.key}" }, body: { change: "\${gates.change.number}", by: "\${promotion.actor}", plan: "\${promotion.plannedChanges}", tail: "\${steps.build.json.tail}", was: '\${steps["snapshot-database"].snapshot}' } } }]`,
    ),
  },
  {
    name: "a step whose condition depends on the release",
    text: twoStages(`afterDeploy: [{ kind: wait, if: "\${release.version != '1.0.0'}", config: { for: 1s } }]`),
  },
  {
    name: "a connection whose name only a secret knows",
    text: twoStages(
      `afterDeploy: [{ kind: jira-deployment, config: { connection: "\${secrets.key}", issues: [REL-1] } }]`,
    ),
  },
  {
    name: "a release with a new blueprint, and a pipeline whose environments run it at once,",
    text: [
      bp("    cache: { kind: postgres, config: { database: a } }"),
      release("2.0.0", "{ blueprint: shop@2.0.0 }"),
      stageEnvironment("shop-dev", "dev").replace("release: 1.0.0, parameters: { owner: me }", "release: 2.0.0"),
      pipeline(
        '    - { environment: shop-dev, afterDeploy: [{ kind: command, config: { command: [a, "${components.cache.outputs.host}"] } }] }',
      ),
    ].join("---\n"),
  },
  {
    name: "a freeze of every project, until it is lifted",
    text: "apiVersion: holdfast.dev/v1\nkind: FreezeWindow\nmetadata: { name: outage }\nspec: { reason: Outage }\n",
  },
  {
    name: "a freeze that is over",
    text: 'apiVersion: holdfast.dev/v1\nkind: FreezeWindow\nmetadata: { project: shop, name: past }\nspec: { reason: Past, to: "2026-01-01T00:00", scope: { environment: shop-prod, class: prod } }\n',
  },
  {
    name: "an http connection without credentials",
    text: connection("a", "{ system: http, url: https://a.example/b }"),
  },
  {
    name: "a connection to Jira with both kinds of credentials and no id of its site",
    text: connection(
      "a",
      "{ system: jira, url: https://a.example, credentials: { username: a, passwordSecret: key, clientId: a, clientSecretSecret: key } }",
    ),
  },
  {
    name: "a connection to Jira with a client and the id of its site",
    text: connection(
      "a",
      "{ system: jira, url: https://a.example, credentials: { clientId: a, clientSecretSecret: key }, options: { cloudId: abc } }",
    ),
  },
  {
    name: "a gate on a connection of the same file",
    text: `${pipeline("    - { environment: shop-dev, gates: [{ kind: http-request, config: { connection: late } }] }")}---\n${connection("late", "{ system: http, url: https://a.example }")}`,
  },
])("$name is right", async ({ text }) => {
  expect(await problemsOf(text, LINE)).toEqual([]);
});

test("the shop with its pipeline, in one file, is right", async () => {
  const text = [shop("shop.yaml"), shop("environments.yaml"), itsm, shop("pipeline.yaml")].join("---\n");
  const nothing = withCatalog({ projects: [], blueprints: [], releases: [] });
  expect(await problemsOf(text.replaceAll(/sha256:[0-9a-f]{64}/g, D1), nothing)).toEqual([]);
});

test("the environment of a stored stage keeps the release it runs, whatever a file says", async () => {
  const text = [
    bp("    cache: { kind: postgres, config: { database: a } }"),
    release("2.0.0", "{ blueprint: shop@2.0.0 }"),
    stageEnvironment("shop-other", "dev").replace("release: 1.0.0, parameters: { owner: me }", "release: 2.0.0"),
    pipeline(
      '    - { environment: shop-other, afterDeploy: [{ kind: command, config: { command: [a, "${components.cache.outputs.host}"] } }] }',
      "other",
    ),
  ].join("---\n");
  expect((await problemsOf(text, LINE)).map(({ message }) => message)).toEqual([
    expect.stringContaining('"shop-other" runs shop@1.0.0: there is no component "cache"'),
  ]);
});

test("what is wrong in several places of a pipeline comes together, in its order", async () => {
  const text = twoStages(
    `gates: [{ kind: soack }, { kind: servicenow-change, config: { connection: itms, typ: normal } }], beforeDeploy: [{ kind: wait, config: { for: 2h }, if: "\${1}" }]`,
  );
  expect((await problemsOf(text, LINE)).map(({ code, pointer }) => [code, pointer])).toEqual([
    ["GATE_KIND_UNKNOWN", "/spec/stages/1/gates/0/kind"],
    ["CONNECTION_NOT_FOUND", "/spec/stages/1/gates/1/config/connection"],
    ["GATE_CONFIG_INVALID", "/spec/stages/1/gates/1/config/typ"],
    ["STEP_CONFIG_INVALID", "/spec/stages/1/beforeDeploy/0/config/for"],
    ["EXPRESSION_TYPE", "/spec/stages/1/beforeDeploy/0/if"],
  ]);
});

test("no problem of a connection repeats its address", async () => {
  const text = connection("a", "{ system: http, url: https://me:hush@outside.example }");
  const problems = await problemsOf(text, LINE);
  expect(problems).toHaveLength(1);
  expect(JSON.stringify(problems)).not.toContain("hush");
});
