import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import type {
  AcceptedResult,
  ComponentView,
  EnvironmentDetail,
  EventView,
  OperationView,
  Page,
} from "../../cli/answers.ts";
import { deleteState } from "../../embedded/delete-state.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { startStack, type Stack, type StackOptions } from "../../embedded/stack.ts";

const CLI = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const LIMIT_MS = 60_000;

/** What a command of a person led to. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An installation in a directory of its own, and what a test asks of it. */
export interface StackUnderTest {
  readonly stateDir: string;
  /** The same installation, asked about another project. */
  inProject(project: string): StackUnderTest;
  /** Sends a request with the token; a body is sent as YAML. */
  call(method: string, path: string, body?: string): Promise<Response>;
  /** Applies documents. Throws when they are refused. */
  apply(documents: string): Promise<readonly AcceptedResult[]>;
  /** Stores an artifact from the text of its files and answers its digest. */
  push(files: Readonly<Record<string, string>>): Promise<string>;
  /** Runs the CLI as a person would, outside of a terminal; with the installation's token, or with their own. */
  holdfast(words: readonly string[], input?: string, token?: string): Promise<CliResult>;
  /** An environment with its components; absent when there is none. */
  environment(name: string): Promise<EnvironmentDetail | undefined>;
  /** Waits, a minute at the most, until an environment is as wanted, and answers it. */
  until(name: string, isSo: (environment: EnvironmentDetail) => boolean): Promise<EnvironmentDetail>;
  /** Its operations, the newest first. */
  operations(name: string): Promise<readonly OperationView[]>;
  /** Its events, the oldest first. */
  events(name: string): Promise<readonly EventView[]>;
  /** The process of a component in the operating system; absent when there is none. */
  pidOf(component: ComponentView): Promise<number | undefined>;
  stack(): Stack;
  /** Stops Holdfast as Ctrl-C does; what the cell runs goes on. */
  stop(): Promise<void>;
  /** Starts it again on the same directory. */
  start(): Promise<void>;
  /** Stops everything and deletes all of it. */
  close(): Promise<void>;
}

/** Starts an installation for one test file. Names of environments are those of the project. */
export async function startUnderTest(
  project: string,
  options: Pick<StackOptions, "ticketArguments" | "cloudArguments"> = {},
): Promise<StackUnderTest> {
  const stateDir = await mkdtemp(join(tmpdir(), "holdfast-e2e-"));
  const begin = async () =>
    await startStack({ stateDir, report: () => undefined, durability: "process", hasTemporalUi: false, ...options });
  let stack = await begin();

  async function call(method: string, path: string, body?: string): Promise<Response> {
    const token = (await readFile(stack.tokenFile, "utf8")).trim();
    return await fetch(new URL(path, stack.url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === "GET" ? {} : { "idempotency-key": randomUUID() }),
        ...(body === undefined ? {} : { "content-type": path.endsWith("artifacts") ? NDJSON : "application/yaml" }),
      },
      ...(body === undefined ? {} : { body }),
    });
  }

  async function read<Answer>(path: string): Promise<Answer> {
    const answer = await call("GET", path);
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  const ofProject = (project: string): StackUnderTest => {
    async function environment(name: string): Promise<EnvironmentDetail | undefined> {
      const answer = await call("GET", `/v1/environments/${project}/${name}`);
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`environment "${name}": ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as EnvironmentDetail;
    }

    return {
      stateDir,
      inProject: ofProject,
      call,
      environment,
      stack: () => stack,
      async apply(documents) {
        const answer = await call("POST", "/v1/apply", documents);
        const body = await answer.text();
        if (!answer.ok) throw new Error(`the apply was refused with ${answer.status}: ${body}`);
        return (JSON.parse(body) as { readonly results: readonly AcceptedResult[] }).results;
      },
      async push(files) {
        const lines = Object.entries(files).map(([path, content]) =>
          JSON.stringify({ path, isExecutable: false, content: Buffer.from(content).toString("base64") }),
        );
        const answer = await call("POST", "/v1/artifacts", `${lines.join("\n")}\n`);
        if (!answer.ok) throw new Error(`the push was refused with ${answer.status}: ${await answer.text()}`);
        return ((await answer.json()) as { readonly digest: string }).digest;
      },
      async holdfast(words, input = "", token = "") {
        const child = spawn(process.execPath, [CLI, ...words], {
          cwd: stateDir,
          stdio: "pipe",
          env: {
            ...process.env,
            HOLDFAST_URL: stack.url,
            HOLDFAST_TOKEN: token === "" ? (await readFile(stack.tokenFile, "utf8")).trim() : token,
          },
        });
        child.stdin.end(input);
        const [stdout, stderr, [code]] = await Promise.all([
          text(child.stdout),
          text(child.stderr),
          once(child, "close") as Promise<[number | null]>,
        ]);
        return { code, stdout, stderr };
      },
      async until(name, isSo) {
        let last: EnvironmentDetail | undefined;
        const look = async () => {
          last = await environment(name);
          return last !== undefined && isSo(last) ? last : undefined;
        };
        const waiting = waitUntil(look, { what: `"${name}" is as wanted`, limitMs: LIMIT_MS, everyMs: 50 });
        return await waiting.catch((error: unknown) => {
          throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`, { cause: error });
        });
      },
      async operations(name) {
        const query = `project=${project}&environment=${name}&limit=100`;
        return (await read<Page<OperationView>>(`/v1/operations?${query}`)).items;
      },
      async events(name) {
        return (await read<Page<EventView>>(`/v1/events?project=${project}&environment=${name}&limit=500`)).items;
      },
      async pidOf({ uid, incarnation }) {
        return (await runProcesses(runDirectory(join(stack.files.cell, "runs"), uid, incarnation))).leader?.pid;
      },
      async stop() {
        await stack.stop();
      },
      async start() {
        stack = await begin();
      },
      async close() {
        await stack.stop();
        await deleteState(stateDir);
      },
    };
  };
  return ofProject(project);
}

const NDJSON = "application/x-ndjson";

/** A component of an environment. Throws when it is not there. */
export function componentOf({ componentList }: EnvironmentDetail, name: string): ComponentView {
  const found = componentList.find((component) => component.name === name);
  if (found === undefined) throw new Error(`there is no component "${name}"`);
  return found;
}

/** Documents as YAML, which JSON is. */
export function documents(...all: readonly object[]): string {
  return all.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
