/** Environments of one project, each a stage of its pipeline: as many as a pipeline has at most. */
export interface Line {
  readonly project: string;
  readonly environments: readonly string[];
}

/** What runs first, and what people are asked about. */
export const RELEASES = { first: "1.0.0", next: "1.1.0" } as const;
/** Group that is asked, and how many of it. */
export const ASKED = { group: "release-managers", count: 2 } as const;
const STAGES_MAX = 50;

/** Lines that have so many environments together. */
export function linesOf(name: string, environments: number): readonly Line[] {
  return Array.from({ length: Math.ceil(environments / STAGES_MAX) }, (_, place) => {
    const project = `${name}-${String(place).padStart(3, "0")}`;
    const here = Math.min(STAGES_MAX, environments - place * STAGES_MAX);
    return { project, environments: Array.from({ length: here }, (_none, at) => `${project}-${at}`) };
  });
}

/** Project, blueprint, releases and environments of a line. */
export function lineDocuments({ project, environments }: Line): string {
  // What no component runs makes the releases differ: a turn has nothing to do.
  const config = { type: "box", seconds: 0, updateSeconds: 0, properties: {} };
  return asYaml([
    { kind: "Project", metadata: { name: project }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project, name: "app", version: "1.0.0" },
      spec: { parameters: {}, components: { box: { kind: "simulated", config } } },
    },
    ...Object.values(RELEASES).map((version) => {
      const digest = `sha256:${Buffer.from(version).toString("hex").padStart(64, "0")}`;
      const notes = { image: `registry.example/notes@${digest}` };
      return {
        kind: "Release",
        metadata: { project, version },
        spec: { blueprint: "app@1.0.0", artifacts: { notes } },
      };
    }),
    ...environments.map((name) => ({
      kind: "Environment",
      metadata: { project, name },
      spec: { class: "dev", cell: "local", release: RELEASES.first, parameters: {} },
    })),
  ]);
}

/** The pipeline of a line: people are asked before each of its stages. */
export function pipelineDocument({ project, environments }: Line): string {
  const gates = [{ kind: "approval", config: { from: ASKED.group, count: ASKED.count, within: "1d" } }];
  const stages = environments.map((environment) => ({ environment, gates }));
  return asYaml([{ kind: "Pipeline", metadata: { project, name: "line" }, spec: { stages } }]);
}

// JSON is YAML.
function asYaml(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
