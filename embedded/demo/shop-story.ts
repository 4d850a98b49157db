import { closingPromotions } from "./closing-promotions.ts";
import { expectAllWell, readClosingRows, renderClosingRows } from "./closing-table.ts";
import { playDemo } from "./play-demo.ts";
import type { Story } from "./story.ts";

/** The shop in three environments, and releases on their way through them. */
export const shopStory: Story = {
  mark: "demo-played",
  play: async (stage) => void (await playDemo(stage, { isUnattended: false })),
  async playUnattended(stage) {
    const facts = await playDemo(stage, { isUnattended: true });
    const rows = await readClosingRows(stage);
    stage.tell(`\nWhat is there now, read back from the API and the operating system:\n${renderClosingRows(rows)}`);
    expectAllWell(rows);
    stage.tell(
      `\nWhat the promotions came to, read back from the API and the simulators:\n${await closingPromotions(stage, facts.promotions)}`,
    );
    const snapshot = `snapshot ${facts.scratchSnapshot}`;
    stage.tell(`provisioned in ${seconds(facts.provisionMs)}, repaired in ${seconds(facts.repairMs)}, ${snapshot}`);
  },
};

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
