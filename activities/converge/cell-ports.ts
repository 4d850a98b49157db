import type { CellRecords } from "../../adapters/cell-records/port.ts";
import type { SweepRecords } from "../../adapters/cell-records/sweep-port.ts";
import type { UpgradeRecords } from "../../adapters/cell-records/upgrade-records-port.ts";
import type { Expressions } from "../../adapters/expressions/port.ts";
import type { Sealed } from "../../adapters/sealed/port.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { Driver } from "../components/driver.ts";

/** What a cell works with. */
export interface CellPorts {
  readonly records: CellRecords;
  readonly upgrades: UpgradeRecords;
  /** What components are to look like. */
  readonly drift: Pick<SweepRecords, "baselines">;
  readonly sealed: Sealed;
  readonly secrets: Secrets;
  readonly expressions: Expressions;
  /** The driver of each component kind. */
  readonly drivers: ReadonlyMap<string, Driver>;
  /** Digest of a JSON value: `sha256:` and 64 hexadecimal digits over its canonical text. */
  readonly digest: (value: Json) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Text with every given secret replaced by `***`. */
  readonly mask: (text: string, secrets: readonly string[]) => string;
  /** Called at named points of an effect's path, for tests that stop the process there. */
  readonly reached: (point: EffectPoint) => void;
}

/** Points of an effect's path at which a process may die. */
export type EffectPoint = "before intent" | "after intent" | "after wire" | "before record" | "after record";
