import { z } from "zod";
import { checkDocuments } from "../../../domain/check-documents.ts";
import type { CheckCatalog, CheckSources } from "../../../domain/document-check.ts";
import type { DocumentProblem, ErrorCode } from "../../../domain/errors.ts";
import type { BlueprintDocument, ReleaseDocument } from "../../../domain/schema/documents.ts";
import { celExpressions } from "../../../adapters/expressions/cel-expressions.ts";
import { rruleTemporalCalendar } from "../../../adapters/calendar/rrule-temporal-calendar.ts";
import { checkedKind, checkedStageKind } from "../../../adapters/documents/checked-kind.ts";
import { yamlDocuments } from "../../../adapters/documents/yaml-documents.ts";
import { webhookUrlProblem } from "../../../adapters/notify/webhook-url.ts";
import { gateByKind, stepByKind } from "../../../workers/gates-and-steps.ts";

const documents = yamlDocuments();
const expressions = celExpressions();
const calendar = rruleTemporalCalendar();
const NOW_MS = Date.UTC(2026, 10, 20);
const gates = [...gateByKind.values()].map(checkedStageKind);
const steps = [...stepByKind.values()].map(checkedStageKind);

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

/** Digest of the one artifact that is stored. */
export const D1 = `sha256:${"1".repeat(64)}`;
/** Digest of an artifact that is not stored. */
export const D2 = `sha256:${"2".repeat(64)}`;
/** A project that is right. */
export const PROJECT = "apiVersion: holdfast.dev/v1\nkind: Project\nmetadata: { name: shop }\nspec: {}\n";

/** A blueprint whose components are given as YAML, indented by four. Components start in line 10. */
export const blueprint = (
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
/** The blueprint `shop@1.0.0`, as it is stored. */
export const STORED_BLUEPRINT = blueprint(
  `    database: { kind: postgres, config: { database: shop } }
    api: { kind: service, artifact: api, config: { command: [node], replicas: "\${parameters.count}", environment: { KEY: "\${secrets.key}", URL: "\${components.database.outputs.url}" } } }`,
  "count: { type: integer, default: 2, minimum: 1, maximum: 50 }, mode: { type: string, enum: [fast, safe], default: safe }, owner: { type: string, minLength: 2, maxLength: 5 }",
);
/** A release with its spec in one line. */
export const release = (version: string, rest: string) =>
  `apiVersion: holdfast.dev/v1\nkind: Release\nmetadata: { project: shop, version: ${version} }\nspec: ${rest}\n`;
/** The release `1.0.0`, as it is stored. */
export const STORED_RELEASE = release("1.0.0", `{ blueprint: shop@1.0.0, artifacts: { api: { digest: "${D1}" } } }`);

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
  connections: [],
  pipelines: [],
};
/** The environment `shop-dev` with its spec as YAML, indented by two. It starts in line 5. */
export const environment = (spec: string) =>
  `apiVersion: holdfast.dev/v1\nkind: Environment\nmetadata: { project: shop, name: shop-dev }\nspec:\n${spec}\n`;
/** What is stored, with other parts. */
export const withCatalog = (extra: Partial<CheckCatalog>): CheckCatalog => ({ ...catalog, ...extra });
/** The environment `shop-dev` in a cell, as it is stored. */
export const storedEnvironment = (cell: string) =>
  stored(environment(`  { class: dev, cell: ${cell}, release: 1.0.0, parameters: { owner: me } }`)).filter(
    (document) => document.kind === "Environment",
  );

/** What the parser and, behind it, the check say of a file. */
export async function problemsOf(text: string, known: CheckCatalog = catalog): Promise<readonly DocumentProblem[]> {
  const parsed = documents.parse(text);
  if (parsed.problems.length > 0) return parsed.problems;
  const sources: CheckSources = {
    catalog: known,
    kinds,
    gates,
    steps,
    cells: ["local"],
    references: expressions.references,
    evaluate: expressions.evaluate,
    hasArtifact: async (digest) => await Promise.resolve(digest === D1),
    hasSecret: async (project, name) => await Promise.resolve(project === "shop" && name === "key"),
    checkTimes: (times) => calendar.check(times, NOW_MS),
    checkWebhookUrl: (url) => webhookUrlProblem(url, { arePrivateAllowed: false }),
  };
  return await checkDocuments(parsed.documents, sources);
}

/** A file with one thing wrong. */
export interface Bad {
  readonly name: string;
  readonly text: string;
  readonly code: ErrorCode;
  /** Line and column, `line:column`. */
  readonly at: string;
  readonly part: string;
  readonly catalog?: CheckCatalog;
}

/** The first line of every document. */
export const HEAD = "apiVersion: holdfast.dev/v1\n";
/** A component `api` of kind service, as one line of a blueprint. */
export const api = (config: string, rest = "") => `    api: { kind: service, artifact: api${rest}, config: ${config} }`;
/** What every service needs in its config. */
export const command = "command: [node]";
const v2 = (text: string) => text.replace("version: 1.0.0", "version: 2.0.0");
/** The blueprint `shop@2.0.0`, which is not stored. Components start in line 10. */
export const bp = (components: string, parameters?: string) => v2(blueprint(components, parameters));
