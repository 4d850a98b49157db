import { api, type Bad, bp, command } from "./world.ts";

/** Expressions that are wrong. */
export const badExpressions: readonly Bad[] = [
  {
    name: "an unknown component",
    text: bp(
      `${api(`{ ${command}, environment: { A: "\${components.databse.outputs.url}" } }`)}\n    database: { kind: postgres, config: { database: a } }`,
    ),
    code: "REFERENCE_UNKNOWN",
    at: "10:87",
    part: 'did you mean "database"?',
  },
  {
    name: "an unknown output",
    text: bp(
      `${api(`{ ${command}, environment: { A: "\${components.database.outputs.uri}" } }`)}\n    database: { kind: postgres, config: { database: a } }`,
    ),
    code: "REFERENCE_UNKNOWN",
    at: "10:87",
    part: 'did you mean "url"?',
  },
  {
    name: "an unknown parameter",
    text: bp(api(`{ ${command}, replicas: "\${parameters.coun}" }`)),
    code: "REFERENCE_UNKNOWN",
    at: "10:79",
    part: 'did you mean "count"?',
  },
  {
    name: "a secret that does not exist",
    text: bp(api(`{ ${command}, environment: { A: "\${secrets.other}" } }`)),
    code: "SECRET_NOT_FOUND",
    at: "10:87",
    part: 'no secret "other"',
  },
  {
    name: "an unknown root",
    text: bp(api(`{ ${command}, environment: { A: "\${params.count}" } }`)),
    code: "EXPRESSION_INVALID",
    at: "10:87",
    part: 'unknown name "params"',
  },
  {
    name: "an unknown fact of the environment",
    text: bp(api(`{ ${command}, environment: { A: "\${environment.nam}" } }`)),
    code: "EXPRESSION_INVALID",
    at: "10:87",
    part: "field not found: nam",
  },
  {
    name: "an expression that does not end",
    text: bp(api(`{ ${command}, environment: { A: "\${parameters.count" } }`)),
    code: "EXPRESSION_INVALID",
    at: "10:87",
    part: "no closing brace",
  },
  {
    name: "an empty expression",
    text: bp(api(`{ ${command}, environment: { A: "\${ }" } }`)),
    code: "EXPRESSION_INVALID",
    at: "10:87",
    part: "is empty",
  },
  {
    name: "an expression that is none",
    text: bp(api(`{ ${command}, environment: { A: "\${1 +}" } }`)),
    code: "EXPRESSION_INVALID",
    at: "10:87",
    part: "is no expression",
  },
  {
    name: "an expression of the wrong type",
    text: bp(api(`{ ${command}, environment: { A: "\${parameters.count}" } }`)),
    code: "EXPRESSION_TYPE",
    at: "10:87",
    part: "config.environment.A: expected string, got number",
  },
  {
    name: "text where a number belongs",
    text: bp(api(`{ ${command}, replicas: "\${parameters.count}0" }`)),
    code: "EXPRESSION_TYPE",
    at: "10:79",
    part: "expected number, got string",
  },
  {
    name: "an output where a number belongs",
    text: bp(
      `${api(`{ ${command}, replicas: "\${components.database.outputs.url}" }`)}\n    database: { kind: postgres, config: { database: a } }`,
    ),
    code: "EXPRESSION_TYPE",
    at: "10:79",
    part: "expected number, got string",
  },
  {
    name: "a number where one of some texts belongs",
    text: bp(api(`{ ${command}, size: "\${parameters.count}" }`)),
    code: "EXPRESSION_TYPE",
    at: "10:75",
    part: 'expected "small" or "large", got 2',
  },
  {
    name: "a boolean where text or a number belongs",
    text: bp(api(`{ ${command}, limit: "\${parameters.count > 1}" }`)),
    code: "EXPRESSION_TYPE",
    at: "10:76",
    part: "expected string or number, got boolean",
  },
  {
    name: "an operator on the wrong types",
    text: bp(api(`{ ${command}, replicas: "\${parameters.count + 'a'}" }`)),
    code: "EXPRESSION_TYPE",
    at: "10:79",
    part: "(int, string)",
  },
  {
    name: "a list inside text",
    text: bp(api(`{ ${command}, environment: { A: "a\${[1]}" } }`)),
    code: "EXPRESSION_TYPE",
    at: "10:87",
    part: "cannot stand inside text",
  },
  {
    name: "a value known to be out of range",
    text: bp(api(`{ ${command}, replicas: "\${10 + 10}" }`)),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:79",
    part: "replicas",
  },
  {
    name: "a readyWithin from an output",
    text: bp(
      `${api(`{ ${command}, readyWithin: "\${components.database.outputs.url}" }`)}\n    database: { kind: postgres, config: { database: a } }`,
    ),
    code: "COMPONENT_CONFIG_INVALID",
    at: "10:82",
    part: "no outputs and no secrets",
  },
  {
    name: "an expression that takes too long",
    text: bp(
      api(
        `{ ${command}, environment: { A: "\${string(parameters.n.all(a, parameters.n.all(b, parameters.n.all(c, parameters.n.all(d, a + b + c + d > 0)))))}" } }`,
      ),
      `n: { type: array, default: [${Array.from({ length: 100 }, () => "1").join(",")}] }`,
    ),
    code: "EXPRESSION_TOO_COSTLY",
    at: "10:87",
    part: "100 ms",
  },
];
