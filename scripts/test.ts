import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Runs what is quick first, side by side: format, lint, types, dead code; then the tests. Arguments name test files and skip the rest. */
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

/** How a command ended; what it has written, where it was kept. */
interface End {
  readonly command: string;
  readonly output?: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = checks.map(async ([command, args]): Promise<End> => {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const [[status, signal], ...written] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { command, output: written.join(""), status, signal };
});
const ended = await Promise.all(running);
for (const { output = "" } of ended) process.stdout.write(output);
for (const end of ended) report(end);
if (process.exitCode === undefined) {
  // In its own place in the foreground: it hears Ctrl-C itself, and has the time to stop what it has started.
  const { status, signal, error } = spawnSync("vitest", ["run", ...files], { stdio: "inherit", env });
  if (error !== undefined) throw error;
  report({ command: "vitest", status, signal });
}

function report({ command, status, signal }: End): void {
  if (status === 0) return;
  process.stderr.write(`${command} failed${signal === null ? "" : ` (${signal})`}\n`);
  process.exitCode = status ?? 1;
}
