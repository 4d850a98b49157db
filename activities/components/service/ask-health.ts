import { get } from "node:http";
import { isAnswering } from "./listening-ports.ts";
import type { WatchNote } from "./schema.ts";

const LIMIT_MS = 1_000;

/** What a service answered: well, or for people the address asked and what came back. */
export type HealthAnswer = { readonly isWell: true } | { readonly isWell: false; readonly problem: string };

/** Asks a service for its health once; within a second, whatever it does. Without a health path: whether it takes connections. */
export async function askHealth({ port, health }: WatchNote): Promise<HealthAnswer> {
  if (health === undefined) {
    if (await isAnswering(port)) return { isWell: true };
    return { isWell: false, problem: `nothing listens on its PORT, 127.0.0.1:${port}` };
  }
  const url = `http://127.0.0.1:${port}${health.path}`;
  const answer = await ask(url);
  if (answer === health.expectStatus) return { isWell: true };
  const problem = typeof answer === "number" ? `answered ${answer}, expected ${health.expectStatus}` : answer;
  return { isWell: false, problem: `GET ${url}: ${problem}` };
}

/** The status, or what went wrong. */
async function ask(url: string): Promise<number | string> {
  return await new Promise((resolve) => {
    // A connection for each question: one kept open would belong to the process before.
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    const limit = setTimeout(() => {
      resolve(`no answer within ${LIMIT_MS} ms`);
      request.destroy();
    }, LIMIT_MS);
    request.on("error", (error) => resolve(describe(error)));
    request.once("close", () => clearTimeout(limit));
  });
}

function describe(error: Error): string {
  const code = "code" in error ? String(error.code) : "";
  const texts: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connection refused",
    ECONNRESET: "connection closed without an answer",
  };
  return texts[code] ?? `no HTTP answer (${code === "" ? error.name : code})`;
}
