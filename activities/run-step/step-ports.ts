import type { Artifacts } from "../../adapters/artifacts/port.ts";
import type { StepRecords } from "../../adapters/cell-records/step-records-port.ts";
import type { Expressions } from "../../adapters/expressions/port.ts";
import type { Sealed } from "../../adapters/sealed/port.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { Driver } from "../components/driver.ts";
import type { Step } from "../steps/step.ts";

/** What a cell runs steps with. */
export interface StepPorts {
  readonly records: StepRecords;
  readonly sealed: Pick<Sealed, "unseal" | "token">;
  readonly secrets: Pick<Secrets, "read">;
  readonly expressions: Expressions;
  /** The step of each kind. */
  readonly steps: ReadonlyMap<string, Step>;
  /** The driver of each component kind, for snapshots. */
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly cell: CellPlaces;
  readonly fetch: typeof fetch;
  /** Digest of a JSON value: `sha256:` and 64 hexadecimal digits over its canonical text. */
  readonly digest: (value: Json) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Text with every given secret replaced by `***`. */
  readonly mask: (text: string, secrets: readonly string[]) => string;
  /** Told where an effect stands, as `after intent`, with `<step>/<call>`; a crash test ends the process there. */
  readonly reached?: (point: string, effect: string) => void;
}

/** Where steps of a cell keep and find their files. */
export interface CellPlaces {
  /** Holds a directory for each operation, and in it one for each step. */
  readonly steps: string;
  readonly artifacts: Pick<Artifacts, "directory">;
  /** Variables that every process of the cell gets: at least PATH. */
  readonly environment: Readonly<Record<string, string>>;
}
