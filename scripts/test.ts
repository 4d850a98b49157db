import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs what is quick first: format, lint, types, dead code; then the tests. Arguments name test files and skip the rest. */
const files = process.argv.slice(2);
const checks: readonly (readonly [string, readonly string[]])[] =
  files.length > 0
    ? []
    : [
        ["oxfmt", ["--check", "."]],
        ["oxlint", []],
        ["tsc", ["-p", "."]],
        ["knip", []],
      ];

// Hundreds of processes load the same code; what each compiles is kept for the next, where Node itself would keep it.
const env = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"), ...process.env };
for (const [command, args] of [...checks, ["vitest", ["run", ...files]] as const]) {
  const { status, signal, error } = spawnSync(command, args, { stdio: "inherit", env });
  if (error !== undefined) throw error;
  if (status !== 0) {
    process.stderr.write(`${command} failed${signal === null ? "" : ` (${signal})`}\n`);
    process.exit(status ?? 1);
  }
}
