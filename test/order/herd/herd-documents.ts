import type { Apply } from "../../../adapters/store/port.ts";
import { applyOf, together } from "../model/line.ts";

const HEAD = { apiVersion: "holdfast.dev/v1" } as const;

/** A project of the herd, with its environments and the releases that they are to move between. */
export function herdProject(project: string, environments: readonly string[]): Apply {
  const release = (version: string) => [
    applyOf({
      ...HEAD,
      kind: "Blueprint",
      metadata: { project, name: "app", version },
      spec: {
        components: {
          app: { kind: "simulated", config: { type: "app", seconds: 1, properties: { release: version } } },
        },
      },
    }),
    applyOf({
      ...HEAD,
      kind: "Release",
      metadata: { project, version },
      spec: { blueprint: `app@${version}`, artifacts: {} },
    }),
  ];
  return together(
    applyOf({ ...HEAD, kind: "Project", metadata: { name: project }, spec: {} }),
    ...release("1.0.0"),
    ...release("1.1.0"),
    ...environments.map((name) =>
      applyOf({
        ...HEAD,
        kind: "Environment",
        metadata: { project, name },
        spec: { class: "prod", cell: "local", release: "1.0.0", parameters: {} },
      }),
    ),
  );
}

/** A pipeline in which each of the environments is a stage of its own, after no other. */
export function herdPipeline(project: string, environments: readonly string[]): Apply {
  const stages = environments.map((environment) => ({
    environment,
    gates: [{ kind: "verified-upstream", config: {} }],
  }));
  return applyOf({ ...HEAD, kind: "Pipeline", metadata: { project, name: "line" }, spec: { stages } });
}

/** Stop-the-line: a freeze of everything, everywhere. */
export function stopTheLine(): Apply {
  return applyOf({
    ...HEAD,
    kind: "FreezeWindow",
    metadata: { name: "stop-the-line" },
    spec: { reason: "an incident" },
  });
}
