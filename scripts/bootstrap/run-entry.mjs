import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

/** Runs an entry with that Node, the installed programs first on its path, and ends as it ends. */
export function runEntry(node, { modules, entry, args }) {
  const child = spawn(node, [entry, ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: [join(modules, ".bin"), process.env.PATH ?? ""].join(delimiter) },
    shell: node.endsWith(".cmd"),
  });
  // In a terminal Ctrl-C reaches the child by itself: passing it on would make two of it. We only must not die first.
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on("SIGINT", () => hasTerminal || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  child.on("error", (error) => {
    process.stderr.write(`cannot run "${node}": ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
