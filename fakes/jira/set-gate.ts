import type { Call } from "./commit-effect.ts";
import { keyText } from "./deployment.ts";
import type { Gate } from "./deployment.ts";
import type { Jira } from "./jira.ts";

/** Decides at a gate as a person does. */
export async function setGate(
  { world, commit }: Pick<Jira, "world" | "commit">,
  call: Call,
  { key, status }: Pick<Gate, "key" | "status">,
): Promise<Gate> {
  const before = world.gates.get(keyText(key))?.status ?? null;
  const gate = { key, status, updatedAt: Date.now() };
  const logged = { before: { status: before }, after: { status } };
  await commit(call, { op: "gate.set", effectId: keyText(key), ...logged, changed: before !== status, gate });
  return gate;
}
