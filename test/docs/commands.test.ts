import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, glob, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EnvironmentDetail } from "../../cli/answers.ts";
import { deleteState } from "../../embedded/delete-state.ts";
import { startStack, type Stack } from "../../embedded/stack.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { readFences } from "./read-fences.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
// In the order in which a newcomer reads them: later ones use what earlier ones made.
const PAGES = [
  "README.md",
  "ARCHITECTURE.md",
  "docs/guide/first-ten-minutes.md",
  "docs/guide/your-own-blueprint.md",
  "docs/guide/secrets.md",
  "docs/guide/snapshots.md",
  "docs/guide/freeze.md",
  "docs/guide/sleep-and-time-to-live.md",
  "docs/guide/promote-a-release.md",
  "docs/guide/approval-rules.md",
  "docs/guide/people-and-roles.md",
  "docs/guide/when-a-deploy-fails.md",
  "docs/guide/databases.md",
  "docs/guide/components-and-kinds.md",
  "docs/guide/amazon-eks.md",
  "docs/guide/delivery-metrics.md",
  "docs/guide/notifications.md",
  "docs/guide/drift.md",
  "docs/guide/connect-jira.md",
  "docs/guide/connect-servicenow.md",
  "docs/guide/approve-from-slack.md",
  "docs/guide/write-a-step-or-gate.md",
  "docs/guide/troubleshooting.md",
];

/** Commands that are not run as they stand: what is run instead, if anything, and why. */
const EXCEPTIONS: Readonly<Record<string, { readonly instead: string; readonly why: string }>> = {
  "npm start": { instead: "", why: "the test has started Holdfast itself; test/embedded/lifecycle.test.ts runs it" },
  "npm start -- --once": { instead: "", why: "test/embedded/lifecycle.test.ts runs it" },
  "npm start -- --with eks": { instead: "", why: "npm run test:eks-start runs it with --once" },
  "npm test": { instead: "", why: "this is one of its tests" },
  "npx holdfast extend shop-pr-12 --until 3d": {
    instead: "",
    why: "an environment of the example; test/e2e/sleep-cases.ts extends one",
  },
  "npm run test:crash": { instead: "", why: "takes a quarter of an hour; test/crash/short.test.ts runs a short one" },
  "npm run test:restore": { instead: "", why: "takes minutes; test/restore/short.test.ts runs a short one" },
  "npm run test:effects": { instead: "", why: "takes minutes; test/effects/short.test.ts runs a short one" },
  "npm run test:order": { instead: "", why: "takes minutes; test/order/short.test.ts runs a short one" },
  "npm run test:drift": {
    instead: "",
    why: "takes a quarter of an hour; test/drift-kills/short.test.ts runs a short one",
  },
  "npm run test:eks": { instead: "", why: "takes minutes; test/eks-scenarios/quick/ is a part of it" },
  "npm run test:eks-exact": {
    instead: "",
    why: "takes a quarter of an hour; test/eks-exact/short.test.ts runs a short one",
  },
  "npm run test:upgrade": {
    instead: "",
    why: "takes ten minutes; test/upgrade-kills/short.test.ts runs a short one",
  },
  "npm run test:races": { instead: "", why: "takes minutes; test/races/short.test.ts runs a short one" },
  "npm run test:moto": { instead: "", why: "installs Python packages; the same drivers run in test/drivers" },
  "npm run test:eks-start": { instead: "", why: "takes a minute; npm start -- --once is run in npm test" },
  "npm run bench:approvals": { instead: "", why: "a measurement of minutes" },
  "npm run bench:makespan": { instead: "", why: "a measurement of minutes" },
  "npm run bench:promotion": { instead: "", why: "a measurement of minutes" },
  "npm run bench:webhooks": { instead: "", why: "a measurement of minutes" },
  "npm run bench:fleet": { instead: "", why: "a measurement of minutes" },
  "npm run bench:eks": { instead: "", why: "a measurement of minutes" },
  "npm run bench:intent": { instead: "", why: "a measurement of minutes" },
  "npm run bench:tofu": { instead: "", why: "a measurement of minutes" },
  "npm run bench:drift": { instead: "", why: "a measurement of minutes" },
  "kill -9 PID": { instead: 'kill -9 "$PID_OF_A_SERVICE"', why: "the pid is one of the reader's own table" },
  "npx holdfast secret set hello VISITOR": {
    instead: "npx holdfast secret set hello VISITOR < /dev/null && exit 1 || true",
    why: "asks in a terminal; without one it must not take an empty value",
  },
};

let copy: string;
let stack: Stack;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "holdfast-docs-"));
  const folders = ["node_modules", ".holdfast", ".git"];
  const filter = (source: string) => !folders.includes(basename(source));
  await cp(ROOT, copy, { recursive: true, filter });
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  stack = await startStack({
    stateDir: join(copy, ".holdfast"),
    report: () => undefined,
    durability: "process",
    hasTemporalUi: false,
    ticketArguments: ["--auto-approve", "200"],
  });
  // What `npm start` has done when it says that it is up.
  const shop = "examples/shop";
  await run([
    `npx holdfast artifact push ${shop}/api`,
    `npx holdfast artifact push ${shop}/web`,
    `npx holdfast apply -f ${shop}/shop.yaml -f ${shop}/environments.yaml --wait`,
    "printf holdfast | npx holdfast secret set shop itsm_password",
    "printf holdfast | npx holdfast secret set shop tracker_token",
    `node ${shop}/connections.mjs ${stack.tickets?.servicenow} ${stack.tickets?.jira} | npx holdfast apply -f -`,
    "npx holdfast groups create release-managers",
    "npx holdfast groups create on-call",
    "npx holdfast people create bo --email bo@example.com",
    "npx holdfast people create cy --email cy@example.com",
    "npx holdfast people link bo --slack T0SHOP/U0BO",
    "npx holdfast people link cy --slack T0SHOP/U0CY",
    "npx holdfast groups add release-managers bo",
    "npx holdfast groups add release-managers cy",
    "npx holdfast roles bind approver --group release-managers -p shop",
    `npx holdfast apply -f ${shop}/slack.yaml -f ${shop}/pipeline.yaml`,
  ]);
});

afterAll(async () => {
  await stack?.stop();
  await deleteState(join(copy, ".holdfast"));
  await rm(copy, { recursive: true, force: true });
});

test("every page of the guide is in the list", async () => {
  const pages: string[] = [];
  for await (const page of glob("docs/guide/*.md", { cwd: ROOT })) pages.push(page);
  expect(PAGES.filter((page) => page.startsWith("docs/guide/")).toSorted()).toEqual(pages.toSorted());
});

test.each(PAGES)(
  "every command of %s works as it stands",
  async (page) => {
    const fences = readFences(await readFile(join(ROOT, page), "utf8")).filter(({ language }) => language === "sh");
    const commands = fences.flatMap(({ lines }) => lines.map((line) => line.replace(/\s+#\s.*$/, "").trim()));
    await run(commands.filter((command) => command !== "").map((command) => EXCEPTIONS[command]?.instead ?? command));
  },
  120_000,
);

test("every exception is still in a page", async () => {
  const all = (await Promise.all(PAGES.map(async (page) => await readFile(join(ROOT, page), "utf8")))).join("\n");
  expect(Object.keys(EXCEPTIONS).filter((command) => !all.includes(`\n${command}`))).toEqual([]);
});

/** Runs commands in one shell, in the copy of the checkout, as a person in a second terminal. Throws at the first that fails. */
async function run(commands: readonly string[]): Promise<void> {
  const script = [
    "set -eo pipefail",
    // What a page starts beside it and does not end, where one of its commands fails.
    "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT",
    // As npx does, without its half second.
    'npx() { [ "$1" = holdfast ] || exit 99; shift; node "$CHECKOUT/cli/main.ts" "$@"; }',
    ...commands.flatMap((command) => [`echo "$ "${quoted(command)} >&2`, command]),
  ].join("\n");
  const child = spawn("bash", ["-c", script], {
    cwd: copy,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${join(ROOT, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`,
      HOME: process.env["HOME"] ?? "",
      CHECKOUT: copy,
      PID_OF_A_SERVICE: String((await pidOfAService()) ?? ""),
    },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  if (code !== 0)
    throw new Error(`ended with ${code}: ${stderr.split("\n").slice(-12).join("\n")}\n${stdout.slice(-2_000)}`);
}

const quoted = (command: string) => `'${command.replaceAll("'", `'\\''`)}'`;

/** Of an environment that no page changes: a service that is replaced has another pid by the time it is killed. */
async function pidOfAService(): Promise<number | undefined> {
  const token = (await readFile(stack.tokenFile, "utf8")).trim();
  const answer = await fetch(`${stack.url}/v1/environments/shop/shop-prod`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) return undefined; // Not applied yet: nothing of it can be killed.
  const { componentList } = (await answer.json()) as EnvironmentDetail;
  const web = componentList.find(({ name }) => name === "web");
  if (web === undefined) return undefined;
  const run = runDirectory(join(stack.files.cell, "runs"), web.uid, web.incarnation);
  return (await runProcesses(run)).leader?.pid;
}
