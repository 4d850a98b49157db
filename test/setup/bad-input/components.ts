import { type Bad, api, command, bp } from "./world.ts";

/** Components, needs and parameters that are wrong. */
export const badComponents: readonly Bad[] = [
  {
    name: "an unknown key in a config",
    text: bp(api("{ comand: [node] }")),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:52",
    part: 'config.comand is unknown, did you mean "command"?',
  },
  {
    name: "a wrong type in a config",
    text: bp(api(`{ ${command}, replicas: two }`)),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:79",
    part: "expected number, got string",
  },
  {
    name: "a value out of range in a config",
    text: bp(api(`{ ${command}, replicas: 99 }`)),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:79",
    part: "replicas",
  },
  {
    name: "a readyWithin that is no duration",
    text: bp(api(`{ ${command}, readyWithin: soon }`)),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:82",
    part: 'write a duration as "500ms"',
  },
  {
    name: "a slip in readyWithin",
    text: bp(api(`{ ${command}, readyWithn: 5s }`)),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:69",
    part: 'did you mean "readyWithin"?',
  },
  {
    name: "a kind that needs an artifact without one",
    text: bp(`    api: { kind: service, config: { ${command} } }`),
    code: "ARTIFACT_MISSING",
    at: "10:10",
    part: '"artifact"',
  },
  {
    name: "an artifact for a kind that runs none",
    text: bp("    db: { kind: postgres, artifact: db, config: { database: a } }"),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:37",
    part: "runs no artifact",
  },
  {
    name: "an unknown need",
    text: bp(api(`{ ${command} }`, ", after: [dtabase]")),
    code: "REFERENCE_UNKNOWN",
    at: "10:50",
    part: 'there is no component "dtabase"',
  },
  {
    name: "a component that needs itself",
    text: bp(api(`{ ${command} }`, ", after: [api]")),
    code: "GRAPH_CYCLE",
    at: "10:10",
    part: "api → api",
  },
  {
    name: "a cycle of references",
    text: bp(
      `${api(`{ ${command}, environment: { A: "\${components.web.outputs.url}" } }`)}\n    web: { kind: service, artifact: web, after: [api], config: { ${command} } }`,
    ),
    code: "GRAPH_CYCLE",
    at: "10:10",
    part: "api → web → api",
  },
  {
    name: "a default that breaks its own limits",
    text: bp(api(`{ ${command} }`), "count: { type: integer, default: 9, maximum: 5 }"),
    code: "PARAMETER_INVALID",
    at: "8:50",
    part: "9 is more than 5",
  },
  {
    name: "limits that exclude each other",
    text: bp(api(`{ ${command} }`), "count: { type: integer, minimum: 9, maximum: 5 }"),
    code: "PARAMETER_INVALID",
    at: "8:50",
    part: "more than maximum",
  },
  {
    name: "an unknown keyword of items",
    text: bp(api(`{ ${command} }`), "names: { type: array, items: { typ: string } }"),
    code: "PARAMETER_INVALID",
    at: "8:48",
    part: 'did you mean "type"?',
  },
];
