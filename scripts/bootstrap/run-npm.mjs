import { spawn } from "node:child_process";
import { basename } from "node:path";

const TELL_EVERY_MS = 10_000;

/** Runs `npm ci`, says how long it takes, and shows npm's own output only when it failed. Answers whether it went well. */
export async function runNpm(root, { say, packageCount }) {
  say(`Step 1 of 2: "npm ci" installs ${packageCount} packages (about 700 MB on disk, usually 20 to 60 s) …`);
  const since = Date.now();
  const seconds = () => Math.round((Date.now() - since) / 1_000);
  const ticker = setInterval(() => say(`  still installing, ${seconds()} s so far`), TELL_EVERY_MS);
  const { ending, output } = await npmCi(root);
  clearInterval(ticker);
  if (ending === 0) {
    say(`Step 2 of 2: installed in ${seconds()} s, starting.`);
    return true;
  }
  process.stderr.write(output);
  say(`"npm ci" failed (${ending}), its output is above: check that npm reaches its registry, and run this again.`);
  return false;
}

function npmCi(root) {
  const [command, first] = npmCommand();
  const args = [...first, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  return new Promise((done) => {
    const options = { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" };
    const npm = spawn(command, args, options);
    let output = "";
    npm.stdout.on("data", (chunk) => (output += chunk));
    npm.stderr.on("data", (chunk) => (output += chunk));
    npm.on("error", (error) => done({ ending: error.message, output }));
    npm.on("close", (code, signal) => done({ ending: code ?? signal, output }));
  });
}

/** The npm that runs us, else the one on the path. */
function npmCommand() {
  const own = process.env.npm_execpath;
  if (own !== undefined && basename(own).startsWith("npm")) return [process.execPath, [own]];
  return ["npm", []];
}
