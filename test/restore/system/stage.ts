/** Steps that run a program, which can be undone. */
function programStep(name: string, given: string): object {
  return {
    kind: "command",
    as: name,
    config: {
      command: ["node", "step.js", name, "do"],
      undo: ["node", "step.js", name, "undo"],
      artifact: "app",
      environment: { PLACE: "${parameters.place}", GIVEN: given },
    },
  };
}

/** The steps around the components: a program before and after the migration, a look at the page, and a last program. */
export function stageSteps(): { readonly beforeDeploy: readonly object[]; readonly afterDeploy: readonly object[] } {
  return {
    beforeDeploy: [
      programStep("prepare", "${release.version}"),
      { kind: "database-migration", as: "migrate", config: { component: "database", artifact: "app" } },
      programStep("announce", "${release.version}, ${steps.prepare.json.token}"),
    ],
    afterDeploy: [
      {
        kind: "http-check",
        as: "check",
        config: { url: "${components.web.outputs.url}/page", attempts: 2, every: "100ms" },
      },
      programStep("approve", "${release.version}, ${steps.announce.json.token}"),
    ],
  };
}
