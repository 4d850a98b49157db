import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deleteState } from "../../embedded/delete-state.ts";
import { runEmbedded } from "../embedded/running-start.ts";

/** Starts with a simulated EKS, unattended: it exits with 0, tells one effect for each intent, and leaves nothing. */
const base = await mkdtemp(join(tmpdir(), "holdfast-eks-start-"));
const stateDir = join(base, "state");
try {
  const { code, output } = await runEmbedded("start", ["--with", "eks", "--once", "--state-dir", stateDir]);
  process.stdout.write(output);
  assert.equal(code, 0);
  assert.match(output, /all of it happened/);
  assert.equal(output.match(/CreateNodegroup 1$/gm)?.length, 2);
  assert.equal(output.match(/CreateAccessEntry 1, AssociateAccessPolicy 1$/gm)?.length, 2);
  assert.equal(existsSync(join(stateDir, "once")), false);
} finally {
  if (existsSync(stateDir)) await deleteState(stateDir);
  await rm(base, { recursive: true, force: true });
}
