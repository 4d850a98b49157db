import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// Every scenario, those that take long included. Arguments go to vitest, as `-t "crash matrix"`.
const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));
const { status, error } = spawnSync("vitest", ["run", "--config", config, ...process.argv.slice(2)], {
  stdio: "inherit",
});
if (error !== undefined) throw error;
process.exitCode = status ?? 1;
