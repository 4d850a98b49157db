import type { Bad } from "./world.ts";
import { type Marked, pipeline, unmarked } from "./line.ts";

/** A pipeline whose second stage asks gates. */
const gates = (list: string) =>
  pipeline(`    - { environment: shop-dev }\n    - { environment: shop-prod, after: [shop-dev], gates: [${list}] }`);
const change = (rest: string) =>
  gates(`{ kind: servicenow-change, as: change, config: { connection: itsm, ${rest} } }`);

const marked: readonly Marked[] = [
  {
    name: "a mistyped kind of gate",
    text: gates("{ kind: ▶soack, config: { for: 1m } }"),
    code: "GATE_KIND_UNKNOWN",
    part: 'there is no gate kind "soack", did you mean "soak"?',
  },
  {
    name: "a kind of gate that is not there",
    text: gates("{ kind: ▶horoscope }"),
    code: "GATE_KIND_UNKNOWN",
    part: "known are approval, http-request, jira-issue, servicenow-change, soak, verified-upstream",
  },
  {
    name: "a step among gates",
    text: gates("{ kind: ▶wait, config: { for: 1s } }"),
    code: "GATE_KIND_UNKNOWN",
    part: 'gate "wait" of shop-prod',
  },
  {
    name: "two gates with one name",
    text: gates("{ kind: soak, as: time, config: { for: 1m } }, { kind: soak, as: ▶time, config: { for: 2m } }"),
    code: "GATE_CONFIG_INVALID",
    part: 'another gate of shop-prod is called "time"',
  },
  {
    name: "a soak in a first stage",
    text: pipeline("    - { environment: shop-dev, gates: [{ kind: ▶soak, config: { for: 10m } }] }"),
    code: "GATE_CONFIG_INVALID",
    part: 'counts from the verification in the stages before: name them in "after"',
  },
  {
    name: "a soak without its time",
    text: gates("{ kind: soak, config: ▶{} }"),
    code: "GATE_CONFIG_INVALID",
    part: "config.for is missing",
  },
  {
    name: "a soak that cannot be read",
    text: gates("{ kind: soak, config: { for: ▶ten minutes } }"),
    code: "GATE_CONFIG_INVALID",
    part: "write a duration as",
  },
  {
    name: "a soak in numbers",
    text: gates("{ kind: soak, config: { for: ▶600 } }"),
    code: "GATE_CONFIG_INVALID",
    part: "config.for: expected string, got number; write it in quotes",
  },
  {
    name: "a mistyped key of a gate",
    text: gates("{ kind: soak, config: { ▶fro: 10m } }"),
    code: "GATE_CONFIG_INVALID",
    part: 'gate "soak" of shop-prod: config.fro is unknown, did you mean "for"?',
  },
  {
    name: "readyWithin, which only components have,",
    text: gates("{ kind: soak, config: { for: 10m, ▶readyWithin: 10m } }"),
    code: "GATE_CONFIG_INVALID",
    part: "config.readyWithin is unknown",
  },
  {
    name: "a parameter of the environment that is no duration",
    text: gates('{ kind: soak, config: { for: ▶"${parameters.mode}" } }'),
    code: "GATE_CONFIG_INVALID",
    part: "write a duration as",
  },
  {
    name: "a parameter of the wrong type in a gate",
    text: gates('{ kind: soak, config: { for: ▶"${parameters.count}" } }'),
    code: "EXPRESSION_TYPE",
    part: "config.for: expected string, got number",
  },
  {
    name: "a mistyped parameter in a gate",
    text: gates('{ kind: soak, config: { for: ▶"${parameters.coutn}m" } }'),
    code: "REFERENCE_UNKNOWN",
    part: '"shop-prod" runs shop@1.0.0: there is no parameter "coutn", did you mean "count"?',
  },
  {
    name: "an output of a component in a gate",
    text: gates('{ kind: http-request, config: { url: ▶"${components.api.outputs.url}/may" } }'),
    code: "EXPRESSION_INVALID",
    part: "a gate may not refer to components, only to parameters, environment, release and promotion",
  },
  {
    name: "a secret in a gate",
    text: gates('{ kind: http-request, config: { url: "https://a.example", headers: { a: ▶"${secrets.key}" } } }'),
    code: "EXPRESSION_INVALID",
    part: "a gate may not refer to secrets",
  },
  {
    name: "gates and steps in a gate",
    text: change('description: ▶"${gates.other.key + steps.other.value}"'),
    code: "EXPRESSION_INVALID",
    part: "a gate may not refer to gates and steps",
  },
  {
    name: "an unknown fact of a promotion",
    text: change('description: ▶"${promotion.ticket}"'),
    code: "EXPRESSION_INVALID",
    part: "field not found: ticket",
  },
  {
    name: "a list of a promotion inside text",
    text: change('description: ▶"changes: ${promotion.plannedChanges}"'),
    code: "EXPRESSION_TYPE",
    part: "cannot stand inside text",
  },
  {
    name: "an expression of a gate that is none",
    text: change('description: ▶"${1 +}"'),
    code: "EXPRESSION_INVALID",
    part: "is no expression",
  },
  {
    name: "an expression of a gate that does not end, where a pattern is asked,",
    text: gates('{ kind: soak, config: { for: ▶"${parameters.mode" } }'),
    code: "EXPRESSION_INVALID",
    part: "no closing brace",
  },
  {
    name: "a mistyped connection of a gate",
    text: gates("{ kind: servicenow-change, config: { connection: ▶itms, assignmentGroup: us } }"),
    code: "CONNECTION_NOT_FOUND",
    part: 'project "shop" has no connection "itms", did you mean "itsm"?',
  },
  {
    name: "a connection of a gate that is not there",
    text: gates("{ kind: http-request, config: { connection: ▶somewhere } }"),
    code: "CONNECTION_NOT_FOUND",
    part: "it has itsm, tracker",
  },
  {
    name: "a connection made from the environment",
    text: gates('{ kind: servicenow-change, config: { connection: ▶"itsm-${environment.class}" } }'),
    code: "CONNECTION_NOT_FOUND",
    part: 'no connection "itsm-prod"',
  },
  {
    name: "a standard change without a template",
    text: gates("{ kind: servicenow-change, config: ▶{ connection: itsm, type: standard } }"),
    code: "GATE_CONFIG_INVALID",
    part: "config.template",
  },
  {
    name: "a type of change that is none",
    text: change("type: ▶nromal"),
    code: "GATE_CONFIG_INVALID",
    part: 'did you mean "normal"?',
  },
  {
    name: "an issue gate that knows no rejection",
    text: gates("{ kind: jira-issue, config: ▶{ connection: tracker, project: REL, proceed: [Approved] } }"),
    code: "GATE_CONFIG_INVALID",
    part: "config.reject is missing",
  },
  {
    name: "a gate that asks nobody",
    text: gates("{ kind: http-request, config: ▶{ method: GET } }"),
    code: "GATE_CONFIG_INVALID",
    part: "give either url or connection",
  },
];

/** Pipelines with a gate that is wrong. */
export const badGates: readonly Bad[] = marked.map(unmarked);
