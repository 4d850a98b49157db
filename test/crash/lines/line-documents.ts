/** What the documents of a line name: where its steps are seen to act, and where its components are looked at. */
export interface LineGround {
  readonly project: string;
  /** Address of what gets the requests of its steps. */
  readonly receiverUrl: string;
  /** File to which its commands write. */
  readonly commandFile: string;
  readonly cloudUrl: string;
}

/** Stages of a line, in their order. A release comes into the last one only when somebody promotes it. */
export const STAGES = ["dev", "staging", "prod"] as const;
/** One of them. */
export type Stage = (typeof STAGES)[number];
const BAD = STAGES.map((stage) => `*-bad-in-${stage}*-${stage}`).join("|");
/** What the environments of a line begin with. */
export const FIRST_RELEASE = "1.0.0";

/** Name of the environment of a stage. */
export function environmentOf(project: string, stage: Stage): string {
  return `${project}-${stage}`;
}

/** Version of a release; one that is bad fails its verification in a stage. */
export function versionOf(number: number, badIn: Stage | undefined): string {
  return badIn === undefined ? `1.${number}.0` : `1.${number}.0-bad-in-${badIn}`;
}

/** Project, first release and environments of a line. */
export function lineDocuments(project: string): string {
  return asYaml([
    { kind: "Project", metadata: { name: project }, spec: {} },
    ...release(project, FIRST_RELEASE),
    ...STAGES.map((stage) => ({
      kind: "Environment",
      metadata: { project, name: environmentOf(project, stage) },
      spec: { class: stage === "prod" ? "staging" : "dev", cell: "local", release: FIRST_RELEASE, parameters: {} },
    })),
  ]);
}

/** A release of a line. */
export function releaseDocuments(project: string, version: string): string {
  return asYaml(release(project, version));
}

/** The pipeline of a line. */
export function pipelineDocument(ground: LineGround): string {
  const { project } = ground;
  const stages = STAGES.map((stage, place) => {
    const before = STAGES[place - 1];
    return {
      environment: environmentOf(project, stage),
      ...(before === undefined
        ? {}
        : { after: [environmentOf(project, before)], gates: [{ kind: "soak", config: { for: "50ms" } }] }),
      start: stage === "prod" ? "manual" : "automatic",
      ...stepsOf(ground),
      // A person decides in the last one.
      onFailure: { components: stage === "prod" ? "hold" : "restore" },
    };
  });
  return asYaml([{ kind: "Pipeline", metadata: { project, name: "line" }, spec: { stages } }]);
}

/** What must be seen once of each promotion: a request, and a line that a command writes. */
function stepsOf({ receiverUrl, commandFile, cloudUrl }: LineGround) {
  const page = `${cloudUrl}/resources/\${components.web.outputs.id}`;
  return {
    beforeDeploy: [
      { kind: "wait", config: { for: "20ms" } },
      { kind: "http-request", as: "announce", config: { url: receiverUrl, body: { promotion: "${promotion.id}" } } },
    ],
    afterDeploy: [
      // Patient: the simulated cloud is away for a while when its supervisor is killed.
      {
        kind: "http-check",
        as: "page",
        config: {
          url: page,
          jsonPath: "$.properties.release",
          equals: "${release.version}",
          timeout: "1s",
          attempts: 100,
          every: "200ms",
        },
      },
      {
        kind: "command",
        as: "note",
        config: {
          command: ["sh", "-c", `echo "$PROMOTION" >> "$NOTES"; case "$WHAT" in ${BAD}) exit 1;; esac`],
          environment: {
            PROMOTION: "${promotion.id}",
            NOTES: commandFile,
            WHAT: "${release.version} into ${environment.name}",
          },
        },
      },
    ],
  };
}

function release(project: string, version: string): readonly object[] {
  const component = (seconds: number, after: readonly string[]) => ({
    kind: "simulated",
    config: { type: "box", seconds, updateSeconds: seconds, properties: { release: version } },
    after,
  });
  const components = { database: component(30, []), api: component(20, ["database"]), web: component(10, ["api"]) };
  return [
    { kind: "Blueprint", metadata: { project, name: "app", version }, spec: { parameters: {}, components } },
    { kind: "Release", metadata: { project, version }, spec: { blueprint: `app@${version}`, artifacts: {} } },
  ];
}

// JSON is YAML.
function asYaml(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
