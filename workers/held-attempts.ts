import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { ActivityNotFoundError, type Client } from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import type { ActivityInterceptorsFactory } from "@temporalio/worker";

const LINES_MAX = 20_000;

/** An activity attempt that a worker holds. */
interface HeldAttempt {
  readonly workflowId: string;
  readonly runId: string;
  readonly activityId: string;
}

/**
 * Notes the attempts that a worker holds in a file, so that its successor can give back at once what a killed worker
 * held. One file per worker name; its owner must be proven dead before `buryPredecessor`.
 */
export function heldAttempts(file: string): {
  readonly interceptor: ActivityInterceptorsFactory;
  buryPredecessor(client: Client): Promise<number>;
} {
  const open = new Set<string>();
  let lines = 0;
  const note = (mark: "+" | "-", attempt: HeldAttempt) => {
    const key = JSON.stringify(attempt);
    if (mark === "+") open.add(key);
    else open.delete(key);
    appendFileSync(file, `${mark}${key}\n`);
    lines += 1;
    if (lines < LINES_MAX) return;
    // Only what is held now matters: a worker that lives for months must not leave a file that nobody can read.
    writeFileSync(`${file}.draft`, [...open].map((one) => `+${one}\n`).join(""));
    renameSync(`${file}.draft`, file);
    lines = open.size;
  };
  return {
    interceptor: (context) => {
      const { workflowExecution, activityId, isLocal } = context.info;
      // A try within a workflow task is given back with that task.
      if (workflowExecution === undefined || isLocal) return {};
      const attempt = { workflowId: workflowExecution.workflowId, runId: workflowExecution.runId, activityId };
      return {
        inbound: {
          execute: async (input, next) => {
            note("+", attempt);
            try {
              return await next(input);
            } finally {
              note("-", attempt);
            }
          },
        },
      };
    },
    async buryPredecessor(client) {
      const held = existsSync(file) ? unfinished(readFileSync(file, "utf8")) : [];
      await Promise.all(held.map(async (attempt) => await giveBack(client, attempt)));
      writeFileSync(file, "");
      return held.length;
    },
  };
}

function unfinished(notes: string): readonly HeldAttempt[] {
  const open = new Map<string, HeldAttempt>();
  // The last line may be cut short by the kill: it has no line feed, and its attempt is found by its heartbeat.
  for (const line of notes.split("\n").slice(0, -1)) {
    const key = line.slice(1);
    if (line.startsWith("-")) open.delete(key);
    else open.set(key, JSON.parse(key) as HeldAttempt);
  }
  return [...open.values()];
}

async function giveBack(client: Client, attempt: HeldAttempt): Promise<void> {
  const failure = ApplicationFailure.create({
    type: "WorkerDied",
    message: "the worker that held this attempt died",
    category: "BENIGN",
    nextRetryDelay: 1,
  });
  try {
    await client.activity.fail(attempt, failure);
  } catch (error) {
    if (!(error instanceof ActivityNotFoundError)) throw error;
  }
}
