import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deleteStepDirectories } from "./delete-step-directories.ts";

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "holdfast-steps-"))));
afterEach(async () => await rm(root, { recursive: true, force: true }));

const DAY_MS = 86_400_000;

test("deleteStepDirectories() deletes what a week has not touched, and keeps what a step still works in", async () => {
  const old = new Date(Date.now() - 8 * DAY_MS);
  for (const name of ["op-old", "op-long", "op-new"]) await mkdir(join(root, name, "step"), { recursive: true });
  for (const path of ["op-old/step", "op-old", "op-long"]) await utimes(join(root, path), old, old);
  const stopping = new AbortController();
  const ended = deleteStepDirectories({
    root,
    signal: stopping.signal,
    now: () => Date.now(),
    onError: () => undefined,
  });
  await vi.waitUntil(async () => (await readdir(root)).length === 2);
  stopping.abort();
  await ended;
  expect((await readdir(root)).toSorted()).toEqual(["op-long", "op-new"]);
});

test("deleteStepDirectories() does without a directory that is not there yet", async () => {
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const ended = deleteStepDirectories({
    root: join(root, "none"),
    signal: stopping.signal,
    now: () => Date.now(),
    onError,
  });
  stopping.abort();
  await ended;
  expect(errors).toEqual([]);
});
