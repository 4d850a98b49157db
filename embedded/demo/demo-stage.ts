import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "../stack.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the demo did not see happen. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}

/** Where the demo plays: the commands of a person, and a look at what the API says. */
export interface DemoStage {
  readonly stack: Stack;
  /** Directory of the project; commands run there. */
  readonly root: string;
  /** Aborted when a person no longer wants to see it. */
  readonly signal: AbortSignal;
  /** Says what comes next. */
  tell(line: string): void;
  /** Runs a command as a person would, after showing it. @throws DemoFailure when it does not exit with 0 */
  holdfast(args: readonly string[], input?: string): Promise<void>;
  /** Runs a command and answers what it wrote to stdout. @throws DemoFailure when it does not exit with 0 */
  answerOf(args: readonly string[], input?: string): Promise<string>;
  /** Reads from the API. @throws DemoFailure when it refuses */
  read<Answer>(path: string): Promise<Answer>;
  /** Reads from the API; absent when there is no such thing. @throws DemoFailure when it refuses */
  find<Answer>(path: string): Promise<Answer | undefined>;
}

/** The stage on an installation that runs. What it does is cut short when the signal is aborted. */
export function demoStage(stack: Stack, tell: (line: string) => void, signal: AbortSignal): DemoStage {
  const run = async (
    args: readonly string[],
    { input, output }: { readonly input?: string | undefined; readonly output: "inherit" | "pipe" },
  ) => {
    tell(`$ holdfast ${args.join(" ")}`);
    const child = spawn(process.execPath, [join(root, "cli/main.ts"), ...args], {
      cwd: root,
      stdio: ["pipe", output, "inherit"],
      signal,
      env: {
        ...process.env,
        HOLDFAST_URL: stack.url,
        HOLDFAST_TOKEN: (await readFile(stack.tokenFile, "utf8")).trim(),
      },
    });
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.stdin?.end(input ?? "");
    const [code]: (number | null)[] = await once(child, "close");
    if (code !== 0) throw new DemoFailure(`"holdfast ${args.join(" ")}" ended with ${code ?? "a signal"}`);
    return text;
  };
  const get = async (path: string) => {
    const token = (await readFile(stack.tokenFile, "utf8")).trim();
    return await fetch(new URL(path, stack.url), { headers: { authorization: `Bearer ${token}` }, signal });
  };
  return {
    stack,
    root,
    signal,
    tell,
    holdfast: async (args, input) => void (await run(args, { input, output: "inherit" })),
    answerOf: async (args, input) => await run(args, { input, output: "pipe" }),
    async read(path) {
      const answer = await get(path);
      if (!answer.ok) throw new DemoFailure(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as never;
    },
    async find(path) {
      const answer = await get(path);
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new DemoFailure(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as never;
    },
  };
}
