import { randomBytes } from "node:crypto";
import { readIfPresent } from "./process/read-if-present.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";
import type { SimulatedSlack } from "./stack-commands.ts";
import type { StateFiles } from "./state-files.ts";

/** The token and the signing secret of the simulated Slack's app; made at the first start, and kept. */
export async function simulatedSlack({ slackToken, slackSigningSecret }: StateFiles): Promise<SimulatedSlack> {
  return {
    token: await kept(slackToken, () => `xoxb-${randomBytes(24).toString("hex")}`),
    signingSecret: await kept(slackSigningSecret, () => randomBytes(16).toString("hex")),
  };
}

async function kept(file: string, make: () => string): Promise<string> {
  const found = (await readIfPresent(file))?.trim();
  if (found !== undefined && found !== "") return found;
  const made = make();
  await writeFileAtomically(file, `${made}\n`);
  return made;
}
