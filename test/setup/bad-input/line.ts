import { yamlDocuments } from "../../../adapters/documents/yaml-documents.ts";
import type { CheckCatalog } from "../../../domain/document-check.ts";
import type { Document } from "../../../domain/schema/documents.ts";
import { type Bad, HEAD, withCatalog } from "./world.ts";

const documents = yamlDocuments();

function parsed<Kind extends Document["kind"]>(kind: Kind, text: string): Extract<Document, { kind: Kind }> {
  const { documents: found, problems } = documents.parse(text);
  const [document] = found.map((one) => one.document);
  if (document?.kind !== kind) throw new Error(`no ${kind}: ${JSON.stringify(problems)}`);
  return document as Extract<Document, { kind: Kind }>;
}

/** An environment of the shop with release 1.0.0. */
export const stageEnvironment = (name: string, environmentClass: string, rest = "") =>
  `${HEAD}kind: Environment\nmetadata: { project: shop, name: ${name} }\nspec: { class: ${environmentClass}, cell: local, release: 1.0.0, parameters: { owner: me }${rest} }\n`;
/** A pipeline whose stages are given as YAML, each a line indented by four. */
export const pipeline = (stages: string, name = "line") =>
  `${HEAD}kind: Pipeline\nmetadata: { project: shop, name: ${name} }\nspec:\n  stages:\n${stages}\n`;
/** A connection with its spec in one line. */
export const connection = (name: string, spec: string) =>
  `${HEAD}kind: Connection\nmetadata: { project: shop, name: ${name} }\nspec: ${spec}\n`;

/**
 * What is stored besides the shop's release: the environments `shop-dev`, `shop-staging` and `shop-prod`, `shop-other`
 * as a stage of the pipeline `other`, and the connections `itsm` and `tracker`.
 */
export const LINE: CheckCatalog = withCatalog({
  environments: [
    ["shop-dev", "dev"],
    ["shop-staging", "staging"],
    ["shop-prod", "prod"],
    ["shop-other", "dev"],
  ].map(([name = "", environmentClass = ""]) => ({
    document: parsed("Environment", stageEnvironment(name, environmentClass)),
    phase: "Ready" as const,
  })),
  connections: [
    connection("itsm", "{ system: servicenow, url: https://itsm.example, credentials: { tokenSecret: key } }"),
    connection("tracker", "{ system: jira, url: https://tracker.example, credentials: { tokenSecret: key } }"),
  ].map((text) => ({ document: parsed("Connection", text) })),
  pipelines: [{ document: parsed("Pipeline", pipeline("    - { environment: shop-other }", "other")) }],
});

/** A file with one thing wrong, whose place is marked with `▶`. */
export interface Marked {
  readonly name: string;
  readonly text: string;
  readonly code: Bad["code"];
  readonly part: string;
}

/** The same with the mark taken out and its place written down, against `LINE`. */
export function unmarked({ text, ...rest }: Marked): Bad {
  const [before = "", ...after] = text.split("▶");
  if (after.length !== 1) throw new Error(`"${rest.name}" has ${after.length} marks`);
  const lines = before.split("\n");
  return {
    ...rest,
    text: text.replace("▶", ""),
    at: `${lines.length}:${(lines.at(-1) ?? "").length + 1}`,
    catalog: LINE,
  };
}
