import { Pool } from "pg";
import type { Installation, WorkerRole } from "./installation.ts";
import { DRY_LANE, plainName, type Lane, type WirePoint } from "./lanes.ts";
import { startRelay, type RelayedCall } from "./relay.ts";
import { changesSomething, keyIn, nameOfCall } from "./wire-name.ts";

/**
 * Deaths on the way to outside systems: calls are found in a dry run, and then each is its worker's death, once. Only
 * calls outside of the ledger: those of its effects have named points.
 */
export interface WireDeaths {
  /** Address at which a lane's worker finds a system. */
  address(way: Way): string;
  /** Ends the dry run: from now on, workers die at the calls that it made, but for these effects. Answers which. */
  plan(effects: ReadonlySet<string>): readonly string[];
  /** Where workers have died. */
  died(): readonly WireDeath[];
  close(): Promise<void>;
}

/** Who calls whom. */
export interface Way {
  readonly lane: Lane;
  readonly system: string;
  readonly role: WorkerRole;
  /** Address of the system itself. */
  readonly target: string;
}

/** A death at a point around one call. */
export interface WireDeath {
  readonly at: WirePoint;
  readonly name: string;
}

/** Starts the relay on which workers meet their deaths. */
export async function wireDeaths({
  databaseUrl,
  workers,
}: Pick<Installation, "databaseUrl" | "workers">): Promise<WireDeaths> {
  const pool = new Pool({ connectionString: databaseUrl, max: 4 });
  pool.on("error", () => undefined); // An idle connection ended; who asks gets another.
  const wayByMount = new Map<string, Way>();
  const found = new Set<string>();
  const planned = new Set<string>();
  const died = new Map<string, WireDeath>();

  /** The effect whose key it carries, or what it does. */
  async function nameOf(system: string, call: RelayedCall): Promise<string> {
    const key = keyIn(call);
    if (key === undefined) return nameOfCall(system, call);
    const statement = "select by_name || '/' || call as effect from outside_effect where key = $1";
    const { rows } = await pool.query<{ effect: string }>(statement, [key]);
    const [row] = rows;
    return row === undefined ? nameOfCall(system, call) : plainName(row.effect);
  }

  const relay = await startRelay(async (point, call) => {
    const way = wayByMount.get(call.mount);
    if (way === undefined || !changesSomething(call)) return false;
    const { lane, system, role } = way;
    if (lane.id !== DRY_LANE.id && lane.deaths !== point) return false;
    const name = await nameOf(system, call);
    if (lane.id === DRY_LANE.id) found.add(name);
    if (lane.deaths !== point || !planned.has(name)) return false;
    const death = `${lane.id} ${name}`;
    if (died.has(death)) return false;
    died.set(death, { at: point, name });
    await workers[role].kill();
    return true;
  });

  return {
    address(way) {
      const mount = `${way.lane.id}-${way.system}-${way.role}`;
      wayByMount.set(mount, way);
      return relay.mount(mount, way.target);
    },
    plan(effects) {
      for (const name of found) if (!effects.has(name)) planned.add(name);
      return [...planned];
    },
    died: () => [...died.values()],
    async close() {
      await relay.close();
      await pool.end();
    },
  };
}
