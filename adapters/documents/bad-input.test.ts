import { expect, test } from "vitest";
import { z } from "zod";
import { checkDocuments } from "../../domain/check-documents.ts";
import type { CheckCatalog, CheckSources } from "../../domain/document-check.ts";
import type { DocumentProblem, ErrorCode } from "../../domain/errors.ts";
import type { BlueprintDocument, ReleaseDocument } from "../../domain/schema/documents.ts";
import { celExpressions } from "../expressions/cel-expressions.ts";
import { checkedKind } from "./checked-kind.ts";
import { yamlDocuments } from "./yaml-documents.ts";

const documents = yamlDocuments();
const expressions = celExpressions();

const kinds = [
  checkedKind({
    kind: "service",
    artifact: "required",
    outputs: { url: "public", port: "public" },
    config: z.strictObject({
      command: z.array(z.string()).min(1),
      environment: z.record(z.string(), z.string()).default({}),
      health: z.strictObject({ path: z.string().startsWith("/"), intervalMs: z.int().min(10).optional() }).optional(),
      replicas: z.int().min(1).max(10).default(1),
      size: z.enum(["small", "large"]).optional(),
      limit: z.union([z.string(), z.number()]).optional(),
    }),
  }),
  checkedKind({
    kind: "postgres",
    artifact: "none",
    outputs: { url: "secret", host: "public" },
    config: z.strictObject({ database: z.string().regex(/^[a-z_]+$/) }),
  }),
];

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;
const PROJECT = "apiVersion: holdfast.dev/v1\nkind: Project\nmetadata: { name: shop }\nspec: {}\n";

/** A blueprint whose components are given as YAML, indented by four. Components start in line 10. */
const blueprint = (
  components: string,
  parameters = "count: { type: integer, default: 2, minimum: 1, maximum: 5 }",
) => `apiVersion: holdfast.dev/v1
kind: Blueprint
metadata:
  project: shop
  name: shop
  version: 1.0.0
spec:
  parameters: { ${parameters} }
  components:
${components}
`;

const stored = (text: string) => documents.parse(text).documents.map(({ document }) => document);
const STORED_BLUEPRINT = blueprint(
  `    database: { kind: postgres, config: { database: shop } }
    api: { kind: service, artifact: api, config: { command: [node], replicas: "\${parameters.count}", environment: { KEY: "\${secrets.key}", URL: "\${components.database.outputs.url}" } } }`,
  "count: { type: integer, default: 2, minimum: 1, maximum: 50 }, mode: { type: string, enum: [fast, safe], default: safe }, owner: { type: string, minLength: 2, maxLength: 5 }",
);
const release = (version: string, rest: string) =>
  `apiVersion: holdfast.dev/v1\nkind: Release\nmetadata: { project: shop, version: ${version} }\nspec: ${rest}\n`;
const STORED_RELEASE = release("1.0.0", `{ blueprint: shop@1.0.0, artifacts: { api: { digest: "${D1}" } } }`);

const catalog: CheckCatalog = {
  projects: ["shop"],
  blueprints: stored(STORED_BLUEPRINT).map((document) => ({ document: document as BlueprintDocument })),
  releases: stored(STORED_RELEASE).map((document) => ({ document: document as ReleaseDocument })),
  environments: [],
  snapshots: [
    { id: "snap-1", project: "shop", kind: "postgres" },
    { id: "snap-2", project: "shop", kind: "service" },
    { id: "snap-3", project: "other", kind: "postgres" },
  ],
};
const environment = (spec: string) =>
  `apiVersion: holdfast.dev/v1\nkind: Environment\nmetadata: { project: shop, name: shop-dev }\nspec:\n${spec}\n`;
const withCatalog = (extra: Partial<CheckCatalog>): CheckCatalog => ({ ...catalog, ...extra });
const storedEnvironment = (cell: string) =>
  stored(environment(`  { class: dev, cell: ${cell}, release: 1.0.0, parameters: { owner: me } }`)).filter(
    (document) => document.kind === "Environment",
  );

async function problemsOf(text: string, known: CheckCatalog = catalog): Promise<readonly DocumentProblem[]> {
  const parsed = documents.parse(text);
  if (parsed.problems.length > 0) return parsed.problems;
  const sources: CheckSources = {
    catalog: known,
    kinds,
    cells: ["local"],
    references: expressions.references,
    evaluate: expressions.evaluate,
    hasArtifact: async (digest) => await Promise.resolve(digest === D1),
    hasSecret: async (project, name) => await Promise.resolve(project === "shop" && name === "key"),
  };
  return await checkDocuments(parsed.documents, sources);
}

interface Bad {
  readonly name: string;
  readonly text: string;
  readonly code: ErrorCode;
  /** Line and column, `line:column`. */
  readonly at: string;
  readonly part: string;
  readonly catalog?: CheckCatalog;
}

const HEAD = "apiVersion: holdfast.dev/v1\n";
const api = (config: string, rest = "") => `    api: { kind: service, artifact: api${rest}, config: ${config} }`;
const command = "command: [node]";
const v2 = (text: string) => text.replace("version: 1.0.0", "version: 2.0.0");
const bp = (components: string, parameters?: string) => v2(blueprint(components, parameters));
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
  .split("")
  .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefgh"[index]}`).join(",")}]`)
  .join("\n")}\n`;

const table: readonly Bad[] = [
  // The text.
  { name: "an empty file", text: "", code: "DOCUMENT_SYNTAX", at: "1:1", part: "nothing to apply" },
  {
    name: "a file of comments",
    text: "# nothing\n---\n# here\n",
    code: "DOCUMENT_SYNTAX",
    at: "1:1",
    part: "nothing to apply",
  },
  {
    name: "a file of 2 MB",
    text: `# ${"x".repeat(2_000_000)}\n${PROJECT}`,
    code: "BODY_TOO_LARGE",
    at: "1:1",
    part: "2000",
  },
  { name: "an alias bomb", text: HEAD + bomb, code: "DOCUMENT_TOO_COMPLEX", at: "3:8", part: "more than 50 aliases" },
  {
    name: "an alias inside its own anchor",
    text: `${HEAD}kind: &k [*k]\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:11",
    part: "inside its own anchor",
  },
  {
    name: "an alias without an anchor",
    text: `${HEAD}kind: *none\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:7",
    part: "none",
  },
  {
    name: "65 levels",
    text: `${HEAD}kind: ${"[".repeat(65)}${"]".repeat(65)}\n`,
    code: "DOCUMENT_TOO_COMPLEX",
    at: "2:71",
    part: "64 levels",
  },
  {
    name: "a hundred thousand brackets",
    text: "[".repeat(100_000),
    code: "DOCUMENT_TOO_COMPLEX",
    at: "1:145",
    part: "64 levels",
  },
  { name: "a NUL character", text: `${HEAD}kind: Pro\u0000ject\n`, code: "DOCUMENT_SYNTAX", at: "2:10", part: "NUL" },
  { name: "a control character", text: `${HEAD}kind: \u0007\n`, code: "DOCUMENT_SYNTAX", at: "2:7", part: "U+0007" },
  {
    name: "an escaped NUL character",
    text: `${HEAD}kind: Project\nmetadata: { name: shop }\nspec: { description: "a\\0b" }\n`,
    code: "DOCUMENT_INVALID",
    at: "4:22",
    part: "NUL",
  },
  {
    name: "a byte order mark in the middle",
    text: `${HEAD}kind: \ufeffProject\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:7",
    part: "U+FEFF",
  },
  { name: "a lone surrogate", text: `${HEAD}kind: "\\ud800"\n`, code: "DOCUMENT_INVALID", at: "2:7", part: "U+D800" },
  {
    name: "tabs for indentation",
    text: `${HEAD}metadata:\n\tname: shop\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:1",
    part: "tab",
  },
  { name: "an open quote", text: `${HEAD}kind: "Project\n`, code: "DOCUMENT_SYNTAX", at: "3:1", part: "quote" },
  {
    name: "an open bracket",
    text: `${HEAD}metadata: { name: shop\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:1",
    part: "flow map",
  },
  {
    name: "a key twice",
    text: `${HEAD}kind: Project\nmetadata: { name: shop, name: shop }\nspec: {}\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:25",
    part: 'the key "name" stands here twice',
  },
  {
    name: "a key that is a number",
    text: `${HEAD}kind: Project\nmetadata: { name: shop, labels: { 1: a } }\nspec: {}\n`,
    code: "DOCUMENT_SYNTAX",
    at: "3:35",
    part: "quotes",
  },
  {
    name: "a key that is a list",
    text: `${HEAD}? [a]\n: b\n`,
    code: "DOCUMENT_SYNTAX",
    at: "2:3",
    part: "a key is text",
  },
  {
    name: "the key __proto__",
    text: `${HEAD}kind: Project\nmetadata: { name: shop }\nspec: { __proto__: {} }\n`,
    code: "DOCUMENT_INVALID",
    at: "4:9",
    part: "__proto__",
  },
  { name: "an unknown tag", text: `${HEAD}kind: !thing Project\n`, code: "DOCUMENT_SYNTAX", at: "2:7", part: "tag" },
  {
    name: "another YAML version",
    text: `%YAML 1.1\n---\n${PROJECT}`,
    code: "DOCUMENT_SYNTAX",
    at: "1:1",
    part: "YAML 1.2",
  },
  {
    name: "an infinite number",
    text: bp(api(`{ ${command}, replicas: .inf }`)),
    code: "DOCUMENT_INVALID",
    at: "10:79",
    part: "Infinity",
  },
  {
    name: "a number that is none",
    text: bp(api(`{ ${command}, replicas: .nan }`)),
    code: "DOCUMENT_INVALID",
    at: "10:79",
    part: "NaN",
  },
  {
    name: "a number too large to be exact",
    text: bp(api(`{ ${command}, replicas: 12345678901234567890 }`)),
    code: "DOCUMENT_INVALID",
    at: "10:79",
    part: "quotes",
  },
  // The shape.
  { name: "a document that is a text", text: "hello\n", code: "DOCUMENT_INVALID", at: "1:1", part: "got string" },
  { name: "a document that is a list", text: "- a\n", code: "DOCUMENT_INVALID", at: "1:1", part: "got list" },
  {
    name: "no apiVersion",
    text: "kind: Project\n",
    code: "DOCUMENT_INVALID",
    at: "1:1",
    part: "apiVersion is missing",
  },
  {
    name: "another apiVersion",
    text: "apiVersion: holdfast.dev/v2\nkind: Project\n",
    code: "DOCUMENT_INVALID",
    at: "1:13",
    part: 'expected "holdfast.dev/v1"',
  },
  { name: "no kind", text: `${HEAD}metadata: {}\n`, code: "KIND_UNKNOWN", at: "1:1", part: "kind is missing" },
  {
    name: "an unknown kind",
    text: `${HEAD}kind: Enviroment\n`,
    code: "KIND_UNKNOWN",
    at: "2:7",
    part: 'did you mean "Environment"?',
  },
  {
    name: "an unknown key",
    text: `${HEAD}kind: Project\nmetadata: { name: shop }\nspec: { descripton: x }\n`,
    code: "DOCUMENT_INVALID",
    at: "4:9",
    part: 'spec.descripton is unknown, did you mean "description"?',
  },
  {
    name: "an unknown key of a component",
    text: bp("    api:\n      kind: service\n      artefact: api"),
    code: "DOCUMENT_INVALID",
    at: "12:7",
    part: 'did you mean "artifact"?',
  },
  {
    name: "a missing key",
    text: `${HEAD}kind: Environment\nmetadata: { project: shop, name: shop-dev }\nspec: { class: dev, release: 1.0.0 }\n`,
    code: "DOCUMENT_INVALID",
    at: "4:7",
    part: "spec.cell is missing",
  },
  {
    name: "a version that YAML reads as a number",
    text: environment("  { class: dev, cell: local, release: 1.0 }"),
    code: "DOCUMENT_INVALID",
    at: "5:39",
    part: "expected string, got number",
  },
  {
    name: "an over-long name",
    text: `${HEAD}kind: Project\nmetadata: { name: ${"a".repeat(64)} }\nspec: {}\n`,
    code: "DOCUMENT_INVALID",
    at: "3:19",
    part: "at most 63 characters",
  },
  {
    name: "a name with capitals",
    text: `${HEAD}kind: Project\nmetadata: { name: Shop }\nspec: {}\n`,
    code: "DOCUMENT_INVALID",
    at: "3:19",
    part: "lower-case",
  },
  {
    name: "an over-long component name",
    text: bp(`    ${"a".repeat(41)}: { kind: postgres, config: { database: shop } }`),
    code: "DOCUMENT_INVALID",
    at: "10:5",
    part: "at most 40 characters",
  },
  {
    name: "an unknown class",
    text: environment("  { class: stagin, cell: local, release: 1.0.0 }"),
    code: "DOCUMENT_INVALID",
    at: "5:12",
    part: 'did you mean "staging"?',
  },
  {
    name: "a digest that is none",
    text: release("2.0.0", '{ blueprint: shop@1.0.0, artifacts: { api: { digest: "sha256:12" } } }'),
    code: "DOCUMENT_INVALID",
    at: "4:60",
    part: "64 hexadecimal digits",
  },
  {
    name: "a component that is a text",
    text: bp("    api: service"),
    code: "DOCUMENT_INVALID",
    at: "10:10",
    part: "expected object, got string",
  },
  // Names.
  {
    name: "an unknown project",
    text: `${HEAD}kind: Release\nmetadata: { project: shp, version: 2.0.0 }\nspec: { blueprint: shop@1.0.0 }\n`,
    code: "REFERENCE_UNKNOWN",
    at: "3:22",
    part: 'did you mean "shop"?',
  },
  {
    name: "the same document twice",
    text: `${PROJECT}---\n${PROJECT}`,
    code: "DOCUMENT_DUPLICATE",
    at: "8:19",
    part: "Project shop twice",
  },
  {
    name: "a stored version with other content",
    text: blueprint("    database: { kind: postgres, config: { database: other } }"),
    code: "VERSION_IMMUTABLE",
    at: "6:12",
    part: "spec.components.api",
  },
  {
    name: "a stored release with other content",
    text: release(
      "1.0.0",
      `{ blueprint: shop@1.0.0, artifacts: { api: { digest: "${D1}" }, web: { digest: "${D1}" } } }`,
    ),
    code: "VERSION_IMMUTABLE",
    at: "3:37",
    part: "spec.artifacts.web",
  },
  {
    name: "an unknown component kind",
    text: bp("    api: { kind: servce }"),
    code: "COMPONENT_KIND_UNKNOWN",
    at: "10:18",
    part: 'did you mean "service"?',
  },
  { name: "no components", text: bp("    {}"), code: "DOCUMENT_INVALID", at: "10:5", part: "at least one" },
  {
    name: "more than 5,000 components",
    text: bp(
      Array.from({ length: 5_001 }, (_, index) => `    c${index}: { kind: postgres, config: { database: a } }`).join(
        "\n",
      ),
    ),
    code: "GRAPH_TOO_LARGE",
    at: "10:5",
    part: "5001",
  },
  // Configs.
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
  // Expressions.
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
  // Cycles.
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
  // Parameters of a blueprint.
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
  // Releases.
  {
    name: "an unknown blueprint",
    text: release("2.0.0", "{ blueprint: shp@1.0.0 }"),
    code: "REFERENCE_UNKNOWN",
    at: "4:20",
    part: 'did you mean "shop@1.0.0"?',
  },
  {
    name: "an unknown version of a blueprint",
    text: release("2.0.0", "{ blueprint: shop@9.0.0 }"),
    code: "REFERENCE_UNKNOWN",
    at: "4:20",
    part: "it has 1.0.0",
  },
  {
    name: "an artifact that the release lacks",
    text: release("2.0.0", `{ blueprint: shop@1.0.0, artifacts: { apy: { digest: "${D1}" } } }`),
    code: "ARTIFACT_MISSING",
    at: "4:43",
    part: 'did you mean "apy"?',
  },
  {
    name: "a digest that is not stored",
    text: release("2.0.0", `{ blueprint: shop@1.0.0, artifacts: { api: { digest: "${D2}" } } }`),
    code: "ARTIFACT_NOT_FOUND",
    at: "4:60",
    part: "not stored",
  },
  // Environments.
  {
    name: "an unknown cell",
    text: environment("  { class: dev, cell: locl, release: 1.0.0, parameters: { owner: me } }"),
    code: "CELL_UNKNOWN",
    at: "5:23",
    part: 'did you mean "local"?',
  },
  {
    name: "an unknown release",
    text: environment("  { class: dev, cell: local, release: 9.0.0 }"),
    code: "REFERENCE_UNKNOWN",
    at: "5:39",
    part: 'no release "9.0.0"',
  },
  {
    name: "an unknown parameter given",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, conut: 3 } }"),
    code: "PARAMETER_UNKNOWN",
    at: "5:71",
    part: 'did you mean "count"?',
  },
  {
    name: "a parameter out of range",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, count: 99 } }"),
    code: "PARAMETER_INVALID",
    at: "5:78",
    part: "99 is more than 50",
  },
  {
    name: "a parameter of the wrong type",
    text: environment('  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, count: "3" } }'),
    code: "PARAMETER_INVALID",
    at: "5:78",
    part: "expected integer, got string",
  },
  {
    name: "a parameter that is none of the choices",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, mode: fsat } }"),
    code: "PARAMETER_INVALID",
    at: "5:77",
    part: 'did you mean "fast"?',
  },
  {
    name: "a parameter that is too short",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: m } }"),
    code: "PARAMETER_INVALID",
    at: "5:67",
    part: "1 characters are less than 2",
  },
  {
    name: "a parameter that is missing",
    text: environment("  { class: dev, cell: local, release: 1.0.0 }"),
    code: "PARAMETER_MISSING",
    at: "5:3",
    part: '"owner"',
  },
  {
    name: "a parameter that a component refuses",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, count: 20 } }"),
    code: "COMPONENT_CONFIG_INVALID",
    at: "5:78",
    part: 'component "api": config.replicas',
  },
  {
    name: "an unknown snapshot",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-9 } }",
    ),
    code: "SNAPSHOT_NOT_FOUND",
    at: "5:98",
    part: "snap-9",
  },
  {
    name: "a snapshot of another kind",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-2 } }",
    ),
    code: "SNAPSHOT_NOT_FOUND",
    at: "5:98",
    part: "is of a service",
  },
  {
    name: "a snapshot of another project",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-3 } }",
    ),
    code: "SNAPSHOT_NOT_FOUND",
    at: "5:98",
    part: "snap-3",
  },
  {
    name: "a snapshot for an unknown component",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { databas: snap-1 } }",
    ),
    code: "REFERENCE_UNKNOWN",
    at: "5:88",
    part: 'did you mean "database"?',
  },
  {
    name: "an environment that is being deleted",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me } }"),
    code: "ENVIRONMENT_DELETING",
    at: "3:34",
    part: "being deleted",
    catalog: withCatalog({
      environments: storedEnvironment("local").map((document) => ({ document, phase: "Deleting" as const })),
    }),
  },
  {
    name: "an environment in another cell",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me } }"),
    code: "ENVIRONMENT_MOVED",
    at: "5:23",
    part: "cannot move",
    catalog: withCatalog({
      environments: storedEnvironment("far").map((document) => ({ document, phase: "Ready" as const })),
    }),
  },
];

test.each(table)("$name is one problem: $code at $at", async ({ text, code, at, part, catalog: known }) => {
  const problems = await problemsOf(text, known);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  expect({ code: problem?.code, at: `${problem?.line}:${problem?.column}`, message: problem?.message }).toEqual({
    code,
    at,
    message: expect.stringContaining(part) as unknown,
  });
});

test("the table has at least 60 bad inputs", () => {
  expect(table.length).toBeGreaterThanOrEqual(60);
});

test.each([
  { name: "a byte order mark at the start", text: `\ufeff${PROJECT}` },
  { name: "line ends of Windows", text: PROJECT.replaceAll("\n", "\r\n") },
  {
    name: "JSON with tabs",
    text: `{\n\t"apiVersion": "holdfast.dev/v1",\n\t"kind": "Project",\n\t"metadata": { "name": "shop" },\n\t"spec": {}\n}\n`,
  },
  {
    name: "the stored documents again, with other labels",
    text: `${STORED_BLUEPRINT.replace("version: 1.0.0", "version: 1.0.0\n  labels: { a: b }")}---\n${STORED_RELEASE}`,
  },
  {
    name: "an environment with its snapshot",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-1 } }",
    ),
  },
  {
    name: "50 aliases",
    text: `${HEAD}kind: Project\nmetadata: { name: shop, labels: { a: &x y, ${Array.from({ length: 50 }, (_, index) => `b${index}: *x`).join(", ")} } }\nspec: {}\n`,
  },
])("$name is right", async ({ text }) => {
  expect(await problemsOf(text)).toEqual([]);
});

test("all problems of a file come together, in its order", async () => {
  const text = [
    bp("    api: { kind: servce }\n    db: { kind: postgres, config: { databse: a } }"),
    release("3.0.0", "{ blueprint: shop@9.9.9 }"),
    environment("  { class: dev, cell: far, release: 7.0.0 }"),
  ].join("---\n");
  const problems = await problemsOf(text);
  expect(problems.map(({ code, document }) => [document, code])).toEqual([
    [0, "COMPONENT_KIND_UNKNOWN"],
    [0, "COMPONENT_CONFIG_INVALID"],
    [1, "REFERENCE_UNKNOWN"],
    [2, "CELL_UNKNOWN"],
    [2, "REFERENCE_UNKNOWN"],
  ]);
});

test("at most 50 problems are listed", async () => {
  const text = bp(Array.from({ length: 80 }, (_, index) => `    c${index}: { kind: nothing }`).join("\n"));
  expect(await problemsOf(text)).toHaveLength(50);
});
