import { join } from "node:path";
import { baseEnvironment } from "../../activities/components/process/base-environment.ts";
import { command } from "../../activities/steps/command.ts";
import { stepContext } from "./step-context.ts";

// A worker that begins a command and dies while it runs: the first argument is its directory, the second its config.
const [, , directory = "", config = "{}"] = process.argv;
const said = (line: string) => process.stdout.write(`${line}\n`);
const context = stepContext({
  log: said,
  cell: {
    unpacked: async () => await Promise.reject(new Error("no artifacts here")),
    directory: async () => join(directory, "step"),
    environment: baseEnvironment(process.env),
  },
});
await command.run(command.config.parse(JSON.parse(config)), context);
