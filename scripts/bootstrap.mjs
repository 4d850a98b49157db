// Behind `npm start`, `npm test` and the others: installs what is missing, then runs the entry with a Node that is new
// enough. Plain JavaScript without dependencies, because the Node of the system (18 or newer) runs it before anything
// is installed, and because `ignore-scripts` switches off our own `pre…` scripts.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { countFor, installedPackages } from "./bootstrap/installed-packages.mjs";
import { withInstallLock } from "./bootstrap/install-lock.mjs";
import { canGetNode, chooseNode, OLDEST_NODE } from "./bootstrap/node-version.mjs";
import { runEntry } from "./bootstrap/run-entry.mjs";
import { runNpm } from "./bootstrap/run-npm.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const [entry, ...args] = process.argv.slice(2);

function say(line) {
  process.stderr.write(`${line}\n`);
}

function explainOldNode() {
  const { version, platform, arch } = process;
  say(
    `Holdfast needs Node ${OLDEST_NODE} or newer, this is ${version}, and none can be installed along for ` +
      `${platform}-${arch}: install Node 24 from https://nodejs.org and run this again.`,
  );
  return 1;
}

async function installMissing(lock) {
  const packages = installedPackages(root);
  if (packages.isComplete()) return true;
  const install = async () => {
    if (packages.isComplete()) return true; // Another process did it while we waited.
    packages.markIncomplete();
    const isDone = await runNpm(root, { say, packageCount: countFor(lock, process) });
    if (isDone) packages.markComplete();
    return isDone;
  };
  return await withInstallLock(join(root, ".holdfast", "install.lock"), { say, work: install });
}

async function main() {
  if (entry === undefined) {
    say("usage: node scripts/bootstrap.mjs <entry.ts> [arguments…]");
    return 2;
  }
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { platform, arch, versions } = process;
  if (!canGetNode(lock, { version: versions.node, platform, arch })) return explainOldNode();
  if (!(await installMissing(lock))) return 1;
  const node = chooseNode(modules);
  if (node === undefined) return explainOldNode();
  runEntry(node, { modules, entry: resolve(root, entry), args });
  return 0;
}

process.exitCode = await main();
