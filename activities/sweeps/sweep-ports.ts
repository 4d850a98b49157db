import type { CellRecords } from "../../adapters/cell-records/port.ts";
import type { SweepRecords } from "../../adapters/cell-records/sweep-port.ts";
import type { SecretScope } from "../../adapters/logs/port.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { Driver } from "../components/driver.ts";
import type { PaceOf } from "./pace.ts";
import type { SweepLimits } from "./sweep-limits.ts";

/** What a cell works with when it looks for drift. */
export interface SweepPorts {
  readonly records: SweepRecords & Pick<CellRecords, "wake">;
  /** The driver of each component kind. */
  readonly drivers: ReadonlyMap<string, Driver>;
  /** Stands for a secret value in what leaves the cell. */
  readonly keyedHash: (value: string) => string;
  /** Digest of a JSON value: `sha256:` and 64 hexadecimal digits over its canonical text. */
  readonly digest: (value: Json) => string;
  /** What replaces every secret of a scope in a text. */
  readonly maskOf: (scope: SecretScope) => Promise<(text: string) => string>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Returns when it is this caller's turn to compute for about a millisecond: what else its process does is not to wait. */
  readonly turn: () => Promise<void>;
  /** How often each place may be asked. */
  readonly paceOf: PaceOf;
  /** Hears one line of what could not be looked at. */
  readonly report: (line: string) => void;
  readonly limits: SweepLimits;
  /** Called at named points of a look's path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
}
