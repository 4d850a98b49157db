import type { Effects } from "../effects/effects.ts";
import type { StepAttempt } from "./attempt.ts";
import type { StepPorts } from "./step-ports.ts";

/**
 * Takes a snapshot of a component, once for the step, and records it; undefined when there is no such component, its
 * kind holds no data, or there is nothing of it to copy.
 */
export async function takeSnapshot(
  ports: StepPorts,
  attempt: StepAttempt & { readonly effects: Effects },
  name: string,
): Promise<{ readonly id: string } | undefined> {
  const { turn, opened, effects, signal } = attempt;
  const { components, environmentUid, facts } = opened;
  const component = Object.hasOwn(components, name) ? components[name] : undefined;
  const driver = component === undefined ? undefined : ports.drivers.get(component.kind);
  if (component === undefined || driver?.snapshot === undefined) return undefined;
  const copy = driver.snapshot.bind(driver);
  const { uid, kind, incarnation } = component;
  const id = {
    environmentUid,
    componentUid: uid,
    project: opened.project,
    environment: facts.environment.name,
    component: name,
  };
  const token = ports.sealed.token([environmentUid, uid, String(incarnation), "snapshot", opened.cause, turn.step]);
  const answer = await effects.once({
    call: `snapshot-${name}`,
    system: `cell ${kind}`,
    request: { component: name, incarnation },
    // A repeat with the same token finds the first copy: that is the look.
    look: async () => await Promise.resolve(undefined),
    act: async () => ({ ...(await copy({ id, incarnation, token, scope: "component" }, signal)) }),
  });
  const taken = { id: answer["id"], location: answer["location"] };
  if (typeof taken.id !== "string" || typeof taken.location !== "string") return undefined;
  await ports.records.snapshotTaken(turn, uid, { kind, id: taken.id, location: taken.location });
  return { id: taken.id };
}
