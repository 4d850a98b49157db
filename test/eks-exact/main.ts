import { startDatabase } from "../order/servers.ts";
import { runLongSuite, type Suite, type SuiteReport } from "../setup/long-suite.ts";
import { migratedDatabase } from "../setup/postgres.ts";
import { CELLS } from "./cells.ts";
import { EXACT_HELP, type ExactOptions, readExactOptions } from "./options.ts";
import { runCells, runRuns, seedsOf } from "./run-exact.ts";
import { runStack } from "./run-stack.ts";

await runLongSuite({ command: "npm run test:eks-exact", help: EXACT_HELP, read: readExactOptions, run });

async function run({ seed, parts, runs, cells, lanes, minutes }: ExactOptions, suite: Suite): Promise<SuiteReport> {
  const { say, signal } = suite;
  const endAt = suite.startedAt + minutes * 60_000;
  const reports: SuiteReport[] = [];
  if (parts.includes("stack")) reports.push(await runStack({ say, signal }));
  if (parts.includes("cells") || parts.includes("runs")) {
    const server = await startDatabase();
    try {
      const { url: databaseUrl } = await migratedDatabase();
      const at = { databaseUrl, directory: server.directory, lanes, endAt, signal, say };
      const chosen = CELLS.filter(({ name }) => name.includes(cells));
      if (parts.includes("cells")) reports.push(await runCells(chosen, at));
      if (parts.includes("runs")) reports.push(await runRuns(seedsOf(seed, runs), at));
    } finally {
      await server.stop();
    }
  }
  return {
    lines: reports.flatMap(({ lines }, index) => (index === 0 ? lines : ["", ...lines])),
    checks: reports.flatMap(({ checks }) => checks),
  };
}
