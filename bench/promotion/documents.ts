import { STAGES, type Course, type Line } from "./course.ts";

const FIRST_RELEASE = "1.0.0";

/** Project, blueprint, first release and environments of a line. */
export function lineDocuments(line: Line, { hasWork }: Course): string {
  const { project } = line;
  const properties = { size: hasWork ? "${release.version}" : "small" };
  // An update that takes no time in the cloud: what remains is what Holdfast needs for it.
  const config = { type: "box", seconds: 0, updateSeconds: 0, properties };
  return asYaml([
    { kind: "Project", metadata: { name: project }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project, name: "app", version: "1.0.0" },
      spec: { parameters: {}, components: { box: { kind: "simulated", config } } },
    },
    release(line, FIRST_RELEASE),
    ...STAGES.map((stage) => ({
      kind: "Environment",
      metadata: { project, name: line.environment(stage) },
      spec: { class: stage, cell: "local", release: FIRST_RELEASE, parameters: {} },
    })),
  ]);
}

/** The pipeline of a line: a release is asked for in the first stage, and comes to the others by itself. */
export function pipelineDocument({ project, environment }: Line): string {
  const stages = STAGES.map((stage, index) => {
    const before = STAGES[index - 1];
    const automatic = before === undefined ? {} : { after: [environment(before)], start: "automatic" };
    return { environment: environment(stage), ...automatic };
  });
  return asYaml([{ kind: "Pipeline", metadata: { project, name: "line" }, spec: { stages } }]);
}

/** A release of a line. */
export function releaseDocument(line: Line, version: string): string {
  return asYaml([release(line, version)]);
}

function release({ project }: Line, version: string): object {
  // What no component runs makes the releases differ.
  const digest = `sha256:${Buffer.from(version).toString("hex").padStart(64, "0")}`;
  return {
    kind: "Release",
    metadata: { project, version },
    spec: { blueprint: "app@1.0.0", artifacts: { notes: { image: `registry.example/notes@${digest}` } } },
  };
}

// JSON is YAML.
function asYaml(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
