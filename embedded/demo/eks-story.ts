import { expectAllWell, readClosingRows } from "./closing-table.ts";
import type { DemoStage } from "./demo-stage.ts";
import { expectOnce, readEksEffects, renderEksEffects } from "./eks-effects.ts";
import type { Story } from "./story.ts";

const FILES = ["eks-shop.yaml", "environment.yaml"].flatMap((name) => ["-f", `examples/eks-shop/${name}`]);

/** A cluster of the simulated EKS with its nodes, add-ons and access, and what the simulator says of it. */
export const eksStory: Story = { mark: "demo-played-eks", play, playUnattended: play };

async function play(stage: DemoStage): Promise<void> {
  stage.tell("\n1. A cluster of Amazon EKS with nodes, add-ons and access, in a simulated account");
  const { eksUrl = "" } = stage.stack;
  stage.tell(`   watch it at ${eksUrl}; what takes a quarter of an hour at AWS takes half a minute here`);
  const startedAt = Date.now();
  await stage.holdfast(["apply", ...FILES, "--wait"]);
  const tookMs = Date.now() - startedAt;
  const rows = (await readClosingRows(stage)).filter(({ environment }) => environment === "eks-shop-dev");
  expectAllWell(rows);
  stage.tell("\n2. What was made, read back from the simulator, and what its log says: the effects of each intent");
  const effects = await readEksEffects(stage);
  stage.tell(renderEksEffects(effects));
  expectOnce(effects, rows.length);
  const seconds = (tookMs / 1_000).toFixed(1);
  stage.tell(`set up in ${seconds} s, with ${effects.calls} calls for ${effects.resources.length} components`);
}
