import type { FakeJira } from "../fakes/start-fake-jira.ts";
import type { FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import type { FaultKind, FaultySystem } from "./fault-kinds.ts";
import type { PlannedFault } from "./fault-plan.ts";

/** Faults that wait in the simulators for their calls. */
export interface FaultInjection {
  /** Gives the simulators their faults. */
  begin(faults: readonly PlannedFault[]): Promise<void>;
  /** How many were injected so far, by kind. */
  injected(): Promise<ReadonlyMap<FaultKind, number>>;
  /** How many still wait for their calls. */
  waiting(): Promise<number>;
  /** Takes away what still waits. */
  end(): Promise<void>;
}

interface ListedFault {
  readonly id: number;
  readonly hits: number;
}

/** The faults of two simulators. */
export function faultInjection(systems: {
  readonly serviceNow: FakeServiceNow;
  readonly jira: FakeJira;
}): FaultInjection {
  const { serviceNow, jira } = systems;
  const given = new Map<string, FaultKind>();
  const injected = new Map<string, FaultKind>();
  const send = async (system: FaultySystem, method: string, body?: object) => {
    const options = body === undefined ? {} : { body };
    const answered =
      system === "jira"
        ? await jira.call(method, "/__sim/jira/faults", options)
        : await serviceNow.call(method, "/__sim/servicenow/faults", options);
    if (answered.status >= 300) throw new Error(`${method} faults of ${system}: ${answered.text}`);
    return answered.text;
  };

  async function look(): Promise<void> {
    const listed: readonly (readonly [FaultySystem, readonly ListedFault[]])[] = [
      ["jira", JSON.parse(await send("jira", "GET")) as readonly ListedFault[]],
      [
        "servicenow",
        (JSON.parse(await send("servicenow", "GET")) as { readonly faults: readonly ListedFault[] }).faults,
      ],
    ];
    for (const [system, faults] of listed) {
      for (const { id, hits } of faults) {
        const kind = given.get(`${system} ${id}`);
        if (kind !== undefined && hits > 0) injected.set(`${system} ${id}`, kind);
      }
    }
  }

  return {
    async begin(faults) {
      for (const { system, kind, body } of faults) {
        const { id } = JSON.parse(await send(system, "POST", body)) as ListedFault;
        given.set(`${system} ${id}`, kind);
      }
    },
    async injected() {
      await look();
      const counts = new Map<FaultKind, number>();
      for (const kind of injected.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return counts;
    },
    async waiting() {
      await look();
      return given.size - injected.size;
    },
    async end() {
      await look();
      for (const system of ["jira", "servicenow"] as const) await send(system, "DELETE");
    },
  };
}
