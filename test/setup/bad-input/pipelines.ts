import { type Bad, HEAD } from "./world.ts";
import { type Marked, pipeline, stageEnvironment, unmarked } from "./line.ts";

const marked: readonly Marked[] = [
  {
    name: "a stage whose environment is mistyped",
    text: pipeline("    - { environment: ▶shop-dve }"),
    code: "REFERENCE_UNKNOWN",
    part: 'no environment "shop-dve", did you mean "shop-dev"?',
  },
  {
    name: "a stage whose environment is not there",
    text: pipeline("    - { environment: ▶nowhere }"),
    code: "REFERENCE_UNKNOWN",
    part: "it has shop-dev, shop-staging, shop-prod, shop-other",
  },
  {
    name: "a stage whose environment is not there, with steps that refer to its components",
    text: pipeline(
      '    - { environment: ▶nowhere, afterDeploy: [{ kind: http-check, config: { url: "${components.web.outputs.url}" } }] }',
    ),
    code: "REFERENCE_UNKNOWN",
    part: "no environment",
  },
  {
    name: "an environment that is a stage twice",
    text: pipeline("    - { environment: shop-dev }\n    - { environment: ▶shop-dev }"),
    code: "PIPELINE_OVERLAP",
    part: "a stage of this pipeline twice",
  },
  {
    name: "an environment of another stored pipeline",
    text: pipeline("    - { environment: ▶shop-other }"),
    code: "PIPELINE_OVERLAP",
    part: 'a stage of pipeline "other" already',
  },
  {
    name: "an environment of another pipeline of the file",
    text: `${pipeline("    - { environment: shop-dev }")}---\n${pipeline("    - { environment: ▶shop-dev }", "second")}`,
    code: "PIPELINE_OVERLAP",
    part: 'a stage of pipeline "line" already',
  },
  {
    name: "after with a mistyped stage",
    text: pipeline("    - { environment: shop-dev }\n    - { environment: shop-staging, after: [▶shop-dve] }"),
    code: "STAGE_UNREACHABLE",
    part: 'no stage "shop-dve", did you mean "shop-dev"?',
  },
  {
    name: "after with an environment that is no stage here",
    text: pipeline("    - { environment: shop-dev }\n    - { environment: shop-prod, after: [shop-dev, ▶shop-other] }"),
    code: "STAGE_UNREACHABLE",
    part: 'pipeline "line" has no stage "shop-other"; there is shop-dev, shop-prod',
  },
  {
    name: "a stage after itself",
    text: pipeline("    - { environment: shop-dev, after: [▶shop-dev] }"),
    code: "GRAPH_CYCLE",
    part: "may not come after itself",
  },
  {
    name: "two stages after each other",
    text: pipeline(
      "    - { environment: shop-staging, after: [shop-dev] }\n    - { environment: shop-dev, after: ▶[shop-staging] }",
    ),
    code: "GRAPH_CYCLE",
    part: "shop-dev → shop-staging → shop-dev",
  },
  {
    name: "three stages in a circle",
    text: pipeline(
      "    - { environment: shop-dev, after: ▶[shop-prod] }\n    - { environment: shop-staging, after: [shop-dev] }\n    - { environment: shop-prod, after: [shop-staging] }",
    ),
    code: "GRAPH_CYCLE",
    part: "shop-dev → shop-prod → shop-staging → shop-dev",
  },
  {
    name: "a pipeline of an unknown project",
    text: `${HEAD}kind: Pipeline\nmetadata: { project: ▶shp, name: line }\nspec: { stages: [{ environment: shop-dev }] }\n`,
    code: "REFERENCE_UNKNOWN",
    part: 'no project "shp", did you mean "shop"?',
  },
  {
    name: "a pipeline twice in a file",
    text: `${pipeline("    - { environment: shop-dev }")}---\n${pipeline("    - { environment: shop-dev }").replace("name: line", "name: ▶line")}`,
    code: "DOCUMENT_DUPLICATE",
    part: "Pipeline shop/line twice",
  },
  {
    name: "a pipeline without stages",
    text: `${HEAD}kind: Pipeline\nmetadata: { project: shop, name: line }\nspec: { stages: ▶[] }\n`,
    code: "DOCUMENT_INVALID",
    part: "spec.stages",
  },
  {
    name: "a start that is none",
    text: pipeline("    - { environment: shop-dev, start: ▶automatik }"),
    code: "DOCUMENT_INVALID",
    part: 'did you mean "automatic"?',
  },
  {
    name: "an unknown key of a stage",
    text: pipeline("    - { environment: shop-dev, ▶befor: [] }"),
    code: "DOCUMENT_INVALID",
    part: "spec.stages[0].befor is unknown",
  },
  {
    name: "a timeout that cannot be read",
    text: pipeline(
      "    - { environment: shop-dev, beforeDeploy: [{ kind: wait, config: { for: 1s }, timeout: ▶10 minutes }] }",
    ),
    code: "DOCUMENT_INVALID",
    part: "write a duration as",
  },
  {
    name: "more retries than there may be",
    text: pipeline(
      "    - { environment: shop-dev, beforeDeploy: [{ kind: wait, config: { for: 1s }, retries: ▶99 }] }",
    ),
    code: "DOCUMENT_INVALID",
    part: "retries",
  },
  {
    name: "a rule for data that is none",
    text: pipeline("    - { environment: shop-dev, onFailure: { data: ▶restor } }"),
    code: "DOCUMENT_INVALID",
    part: 'did you mean "restore"?',
  },
  {
    name: "a name of a gate with a dash",
    text: pipeline(
      "    - { environment: shop-dev, gates: [{ kind: http-request, as: ▶my-gate, config: { url: https://a.example } }] }",
    ),
    code: "DOCUMENT_INVALID",
    part: "letters, digits and underscores",
  },
  {
    name: "an environment of the file that is faulty, whose parameters a gate needs,",
    text: `${stageEnvironment("shop-new", "dev", "").replace("owner: me", "owner: ▶1")}---\n${pipeline(
      '    - { environment: shop-new, gates: [{ kind: http-request, config: { url: "https://${parameters.owner}.example" } }] }',
    )}`,
    code: "PARAMETER_INVALID",
    part: "expected string",
  },
];

/** Pipelines whose stages, or the order of whose stages, are wrong. */
export const badPipelines: readonly Bad[] = marked.map(unmarked);
