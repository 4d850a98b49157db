import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { StackUnderTest } from "../e2e/stack-under-test.ts";

/** Asks the API with a body of JSON where one is given. @throws Error when it refuses */
export async function askApi<Answer>(under: StackUnderTest, path: string, body?: object): Promise<Answer> {
  const { url, tokenFile } = under.stack();
  const authorization = `Bearer ${(await readFile(tokenFile, "utf8")).trim()}`;
  const posting = {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify(body),
  };
  const response = await fetch(new URL(path, url), body === undefined ? { headers: { authorization } } : posting);
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
