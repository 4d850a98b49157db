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
  /** Says what comes next. */
  tell(line: string): void;
  /** Runs a command as a person would, after showing it. @throws DemoFailure when it does not exit with 0 */
  holdfast(args: readonly string[], input?: string): Promise<void>;
  /** Runs a command and answers what it wrote to stdout. @throws DemoFailure when it does not exit with 0 */
  answerOf(args: readonly string[], input?: string): Promise<string>;
  /** Reads from the API. */
  read<Answer>(path: string): Promise<Answer>;
}

/** The stage on an installation that runs. */
export function demoStage(stack: Stack, tell: (line: string) => void): DemoStage {
  const run = async (
    args: readonly string[],
    { input, output }: { readonly input?: string | undefined; readonly output: "inherit" | "pipe" },
  ) => {
    tell(`$ holdfast ${args.join(" ")}`);
    const child = spawn(process.execPath, [join(root, "cli/main.ts"), ...args], {
      cwd: root,
      stdio: ["pipe", output, "inherit"],
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
  return {
    stack,
    tell,
    holdfast: async (args, input) => void (await run(args, { input, output: "inherit" })),
    answerOf: async (args, input) => await run(args, { input, output: "pipe" }),
    async read(path) {
      const token = (await readFile(stack.tokenFile, "utf8")).trim();
      const answer = await fetch(new URL(path, stack.url), { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new DemoFailure(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as never;
    },
  };
}
