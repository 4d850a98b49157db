import { readFile } from "node:fs/promises";
import { slackControl, type SlackControl } from "../fakes/slack-control.ts";
import { installedApi, type InstalledApi } from "../setup/installed-api.ts";
import { introduce } from "../setup/installed-approvals.ts";
import { startUnderTest, type StackUnderTest } from "./stack-under-test.ts";

/** An installation with a simulated Slack, in which people and groups are known. */
export interface SlackUnderTest {
  readonly holdfast: StackUnderTest;
  readonly api: InstalledApi;
  readonly slack: SlackControl;
  /** A personal token of each person, by name. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Starts it. It sweeps every 5 s. */
export async function startSlackUnderTest(): Promise<SlackUnderTest> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = "5";
  const starting = startUnderTest("shop", { ticketArguments: [], cloudArguments: ["--time-scale", "0.01"] });
  const holdfast = await starting.finally(() => delete process.env["HOLDFAST_SWEEP_EVERY_SECONDS"]);
  const { url, tokenFile, slackUrl } = holdfast.stack();
  const api = installedApi({ url, token: async () => (await readFile(tokenFile, "utf8")).trim() });
  const tokens = await introduce(api, {
    managers: { members: ["ana", "bo", "cy"] },
    directors: { members: ["dee"] },
    "on-call": { members: ["eve"] },
    developers: { members: ["ana"], role: "developer" },
  });
  return { holdfast, api, slack: slackControl(slackUrl ?? ""), tokens };
}
