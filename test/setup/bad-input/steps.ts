import type { Bad } from "./world.ts";
import { type Marked, pipeline, unmarked } from "./line.ts";

/** A pipeline of two stages, the second with gates `change` and, not written down, verified-upstream. */
const stage = (rest: string) =>
  pipeline(
    `    - { environment: shop-dev, afterDeploy: [{ kind: wait, as: elsewhere, config: { for: 1s } }] }\n    - { environment: shop-prod, after: [shop-dev], gates: [{ kind: servicenow-change, as: change, config: { connection: itsm } }], ${rest} }`,
  );
const before = (list: string) => stage(`beforeDeploy: [${list}]`);
const after = (list: string) => stage(`afterDeploy: [${list}]`);
/** A command with one variable. */
const run = (value: string, more = "") =>
  `{ kind: command, config: { command: [a], environment: { A: ${value} } }${more} }`;
const wait = (more: string) => `{ kind: wait, config: { for: 1s }, ${more} }`;

const marked: readonly Marked[] = [
  {
    name: "a mistyped kind of step",
    text: after("{ kind: ▶http-chek, config: { url: https://a.example } }"),
    code: "STEP_KIND_UNKNOWN",
    part: 'there is no step kind "http-chek", did you mean "http-check"?',
  },
  {
    name: "a gate among steps",
    text: before("{ kind: ▶soak, config: { for: 1m } }"),
    code: "STEP_KIND_UNKNOWN",
    part: "known are",
  },
  {
    name: "two steps with one name, before and after,",
    text: stage(
      "beforeDeploy: [{ kind: wait, as: pause, config: { for: 1s } }], afterDeploy: [{ kind: wait, as: ▶pause, config: { for: 1s } }]",
    ),
    code: "STEP_CONFIG_INVALID",
    part: 'another step of shop-prod is called "pause"',
  },
  {
    name: "a check without an address",
    text: after("{ kind: http-check, config: ▶{ expectStatus: 200 } }"),
    code: "STEP_CONFIG_INVALID",
    part: "config.url is missing",
  },
  {
    name: "an address that is none",
    text: after("{ kind: http-check, config: { url: ▶shop.example } }"),
    code: "STEP_CONFIG_INVALID",
    part: 'step "http-check" of shop-prod: config.url',
  },
  {
    name: "a status in quotes",
    text: after('{ kind: http-check, config: { url: "https://a.example", expectStatus: ▶"200" } }'),
    code: "STEP_CONFIG_INVALID",
    part: "expected number, got string",
  },
  {
    name: "a mistyped key of a step",
    text: after("{ kind: http-check, config: { url: https://a.example, ▶expectStats: 200 } }"),
    code: "STEP_CONFIG_INVALID",
    part: 'did you mean "expectStatus"?',
  },
  {
    name: "a value to compare that is not named, beside an address that is made up,",
    text: after('{ kind: http-check, config: { url: "${components.api.outputs.url}/a", equals: ▶open } }'),
    code: "STEP_CONFIG_INVALID",
    part: "needs jsonPath",
  },
  {
    name: "a request with GET and a body",
    text: after("{ kind: http-request, config: { url: https://a.example, method: GET, body: ▶1 } }"),
    code: "STEP_CONFIG_INVALID",
    part: "a GET has no body",
  },
  {
    name: "a wait of an hour",
    text: before("{ kind: wait, config: { for: ▶1h } }"),
    code: "STEP_CONFIG_INVALID",
    part: "longer waits belong into a gate",
  },
  {
    name: "a wait that an output gives as a number of another type",
    text: before(
      '{ kind: http-check, config: { url: https://a.example, attempts: ▶"${components.api.outputs.url}" } }',
    ),
    code: "EXPRESSION_TYPE",
    part: "expected number, got string",
  },
  {
    name: "a step that has failed before it begins",
    text: before(wait("timeout: ▶0s")),
    code: "STEP_CONFIG_INVALID",
    part: 'at least "1ms", at most "1d"',
  },
  {
    name: "a step that may take weeks",
    text: before(wait("timeout: ▶14d")),
    code: "STEP_CONFIG_INVALID",
    part: 'at least "1ms", at most "1d"',
  },
  {
    name: "a mistyped component in a step",
    text: before(run('▶"${components.databse.outputs.url}"')),
    code: "REFERENCE_UNKNOWN",
    part: '"shop-prod" runs shop@1.0.0: there is no component "databse", did you mean "database"?',
  },
  {
    name: "a mistyped output of a component in a step",
    text: after(run('▶"${components.database.outputs.uri}"')),
    code: "REFERENCE_UNKNOWN",
    part: 'component "database" has no output "uri", did you mean "url"?',
  },
  {
    name: "a mistyped parameter in a step",
    text: after(run('▶"${parameters.ownr}"')),
    code: "REFERENCE_UNKNOWN",
    part: 'did you mean "owner"?',
  },
  {
    name: "a secret that a step lacks",
    text: before(run('▶"${secrets.token}"')),
    code: "SECRET_NOT_FOUND",
    part: 'project "shop" has no secret "token"',
  },
  {
    name: "a mistyped gate in a step",
    text: before(run('▶"${gates.chnage.number}"')),
    code: "REFERENCE_UNKNOWN",
    part: 'there is no gate "chnage", did you mean "change"?',
  },
  {
    name: "a gate of a stage without gates",
    text: pipeline(`    - { environment: shop-dev, afterDeploy: [${run('▶"${gates.change.number}"')}] }`),
    code: "REFERENCE_UNKNOWN",
    part: 'there is no gate "change"; the stage has none',
  },
  {
    name: "a mistyped output of a gate",
    text: before(run('▶"${gates.change.numbr}"')),
    code: "REFERENCE_UNKNOWN",
    part: 'gate "change" has no output "numbr", did you mean "number"?',
  },
  {
    name: "an output of a gate that gives none",
    text: before(run(`▶'\${gates["verified-upstream"].at}'`)),
    code: "REFERENCE_UNKNOWN",
    part: 'gate "verified-upstream" has no output "at"; it has none',
  },
  {
    name: "a mistyped step",
    text: before(`{ kind: command, as: build, config: { command: [a] } }, ${run('▶"${steps.biuld.stdoutTail}"')}`),
    code: "REFERENCE_UNKNOWN",
    part: 'there is no step "biuld", did you mean "build"?',
  },
  {
    name: "a mistyped output of a step",
    text: before(`{ kind: command, as: build, config: { command: [a] } }, ${run('▶"${steps.build.exitcode}"')}`),
    code: "REFERENCE_UNKNOWN",
    part: 'step "build" has no output "exitcode", did you mean "exitCode"?',
  },
  {
    name: "a step that comes later",
    text: before(`${run('▶"${steps.build.stdoutTail}"')}, { kind: command, as: build, config: { command: [a] } }`),
    code: "REFERENCE_UNKNOWN",
    part: 'step "build" comes later',
  },
  {
    name: "a step after the components, in one before them,",
    text: stage(
      `beforeDeploy: [${run('▶"${steps.smoke.exitCode}"')}], afterDeploy: [{ kind: command, as: smoke, config: { command: [a] } }]`,
    ),
    code: "REFERENCE_UNKNOWN",
    part: 'step "smoke" comes later',
  },
  {
    name: "a step that refers to itself",
    text: before(run('▶"${steps.build.exitCode}"', ", as: build")),
    code: "REFERENCE_UNKNOWN",
    part: "a step may not refer to itself",
  },
  {
    name: "a step of another stage",
    text: before(run('▶"${steps.elsewhere.at}"')),
    code: "REFERENCE_UNKNOWN",
    part: 'there is no step "elsewhere"; before it comes none',
  },
  {
    name: "a condition that is no expression",
    text: before(wait('if: ▶"true"')),
    code: "EXPRESSION_INVALID",
    part: "if is one expression and nothing else",
  },
  {
    name: "a condition with text around it",
    text: before(wait("if: ▶\"not ${release.version == '1.0.0'}\"")),
    code: "EXPRESSION_INVALID",
    part: "if is one expression and nothing else",
  },
  {
    name: "a condition that gives text",
    text: before(wait('if: ▶"${release.version}"')),
    code: "EXPRESSION_TYPE",
    part: "if: expected boolean, got string",
  },
  {
    name: "a condition that gives an output",
    text: before(wait('if: ▶"${components.api.outputs.url}"')),
    code: "EXPRESSION_TYPE",
    part: "if: expected boolean, got string",
  },
  {
    name: "a condition that does not end",
    text: before(wait('if: ▶"${true"')),
    code: "EXPRESSION_INVALID",
    part: "no closing brace",
  },
  {
    name: "a condition on a step that is not there",
    text: before(wait('if: ▶"${steps.build.exitCode == 0}"')),
    code: "REFERENCE_UNKNOWN",
    part: 'there is no step "build"',
  },
  {
    name: "a condition on an unknown fact",
    text: before(wait("if: ▶\"${environment.clas == 'prod'}\"")),
    code: "EXPRESSION_INVALID",
    part: "field not found: clas",
  },
  {
    name: "a migration of a component that is not there",
    text: before("{ kind: database-migration, config: { component: ▶databse, artifact: api } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'shop@1.0.0 has no component "databse", did you mean "database"?',
  },
  {
    name: "a migration from an artifact that the release lacks",
    text: before("{ kind: database-migration, config: { component: database, artifact: ▶apy } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'release 1.0.0 has no artifact "apy", did you mean "api"?',
  },
  {
    name: "a migration whose component is an expression",
    text: before('{ kind: database-migration, config: { component: ▶"${parameters.mode}", artifact: api } }'),
    code: "STEP_CONFIG_INVALID",
    part: "write the name out, a snapshot of it is taken before anything runs",
  },
  {
    name: "a backup of a component that is not there",
    text: before("{ kind: database-backup, config: { component: ▶store } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'has no component "store"',
  },
  {
    name: "a command of an artifact that the release lacks",
    text: after("{ kind: command, config: { command: [a], artifact: ▶tools } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'release 1.0.0 has no artifact "tools"',
  },
  {
    name: "a mistyped connection of a step, beside a value that nobody knows yet,",
    text: after('{ kind: jira-deployment, config: { connection: ▶traker, issues: ["${gates.change.number}"] } }'),
    code: "CONNECTION_NOT_FOUND",
    part: 'did you mean "tracker"?',
  },
];

/** Pipelines with a step that is wrong. */
export const badSteps: readonly Bad[] = marked.map(unmarked);
