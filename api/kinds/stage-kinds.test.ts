import { expect, it } from "vitest";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import type { StageKind } from "./stage-kind.ts";

const kind = (word: string): StageKind => ({
  kind: word,
  summary: `What ${word} does.`,
  outputs: { number: "Number of the change." },
  examples: [{ for: "10m" }],
  checked: {
    kind: word,
    outputs: ["number"],
    configSchema: { type: "object" },
    parseConfig: () => [],
    connections: () => [],
    changesDataOf: () => [],
  },
});

it.each(["gates", "steps"])("lists the %s there are, with what a config may say", async (noun) => {
  const { send } = apiUnderTest({ deps: { gates: [kind("gates")], steps: [kind("steps")] } });
  expect(await (await send(`/v1/${noun}`)).json()).toEqual({
    items: [
      {
        kind: noun,
        summary: `What ${noun} does.`,
        outputs: { number: "Number of the change." },
        schema: { type: "object" },
        examples: [{ for: "10m" }],
      },
    ],
  });
});
