import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "vitest";
import { decideNext } from "../../domain/decide-next.ts";
import type { FakeEks } from "../fakes/start-fake-eks.ts";
import { testInstallation } from "../setup/installation.ts";
import { WRITES } from "./every-life.ts";
import type { OneProcessInput } from "./one-process.ts";

/** Rows of an installation, and processes that run its operations and may be killed at any moment. */
export interface Orchestrated {
  /** Applies documents, and begins the operation that they ask for. Answers how it is run. */
  ask(documents: string): Promise<AskedOperation>;
  close(): Promise<void>;
}

/** An operation that was begun. */
export interface AskedOperation {
  /** Runs it in a process of its own until that ends, and answers whether the operation has ended with it. */
  run(environment?: Readonly<Record<string, string>>): Promise<"ended" | "died">;
  /**
   * Runs it until this call of those that change something has had its effect, and kills the process before it hears of it.
   * Answers `ended` when there were fewer calls.
   */
  runUntilEffect(call: number, operations?: readonly string[]): Promise<"ended" | "died">;
  state(): Promise<string>;
}

/** Makes an installation for processes against this simulator. */
export async function orchestrated(fake: FakeEks): Promise<Orchestrated> {
  const holdfast = await testInstallation();
  const { store, databaseUrl, directory } = holdfast;
  const main = new URL("one-process.ts", import.meta.url).pathname;
  let faults = 0;

  function start(operationId: string, environment: Readonly<Record<string, string>> = {}) {
    const input: OneProcessInput = { databaseUrl, directory, eksUrl: fake.url, operationId };
    const env = { ...process.env, ...environment };
    const child = spawn(process.execPath, [main, JSON.stringify(input)], {
      stdio: ["ignore", "inherit", "inherit"],
      env,
    });
    const ended = once(child, "exit").then(([code]) => (code === 0 ? "ended" : "died") as "ended" | "died");
    return { child, ended };
  }

  return {
    async ask(documents) {
      const { results } = await holdfast.apply(documents);
      const environment = results.find(({ kind }) => kind === "Environment");
      const uid = (await store.getEnvironment(environment?.name ?? "", "lab"))?.uid ?? "";
      const begun = await store.takeNext(uid, (work) => decideNext(work, { nowMs: Date.now() }));
      if (begun.do !== "start") throw new Error(`nothing begins: ${JSON.stringify(begun)}`);
      const { operationId } = begun;
      return {
        run: async (variables) => await start(operationId, variables).ended,
        async runUntilEffect(call, operations = WRITES) {
          faults += 1;
          const id = `unheard-${faults}`;
          const action = { do: "hang", when: "after" };
          await fake.sim("POST", "/faults", { id, match: { operation: operations }, action, after: call - 1 });
          const { child, ended } = start(operationId);
          let isOver = false;
          void ended.then(() => (isOver = true));
          const isUnheard = async () => isOver || (await injections(fake, id)) > 0;
          await expect.poll(isUnheard, { timeout: 120_000 }).toBe(true);
          if (!isOver) child.kill("SIGKILL");
          await fake.sim("DELETE", `/faults/${id}`);
          return await ended;
        },
        state: async () => (await store.getOperation(operationId))?.state ?? "absent",
      };
    },
    close: holdfast.close,
  };
}

/** How often a fault was injected. */
async function injections(fake: FakeEks, id: string): Promise<number> {
  const { faults } = (await fake.sim("GET", "/faults")) as {
    readonly faults?: readonly { readonly fault: { readonly id: string }; readonly injected: number }[];
  };
  return faults?.find(({ fault }) => fault.id === id)?.injected ?? 0;
}
