import { setTimeout as sleep } from "node:timers/promises";
import { hashFields } from "../../domain/drift/baseline.ts";
import { isMasked } from "../../domain/drift/mask-fields.ts";
import type { Fields, NewBaseline } from "../../domain/schema/drift.ts";
import { takeBaseline, type BaselinePorts, type BaselineSubject } from "../drift/take-baseline.ts";
import { subjectOf, type Bringing } from "./bringing.ts";
import type { CellPorts } from "./cell-ports.ts";

const LIMIT_MS = 15_000;
/** Before each further look, milliseconds. */
const WAITS_MS = [100, 400];

/**
 * What drift of a component is judged against from now on. Undefined where its kind shows none, and where it cannot be looked
 * at, three times in a row: what is ready stays ready, whatever can be said of its drift.
 *
 * @param outputs - Its own secret outputs, which are masked like those of others.
 */
export async function baselineNow(
  ports: CellPorts,
  bringing: Bringing,
  outputs: readonly string[],
): Promise<NewBaseline | undefined> {
  const signal = AbortSignal.any([bringing.signal, AbortSignal.timeout(LIMIT_MS)]);
  const asked = baselineSubject({ ...bringing, signal }, outputs);
  if (asked === undefined) return undefined;
  try {
    let taken = await triedOnce(ports, asked);
    for (const waitMs of WAITS_MS) {
      if (taken !== undefined) break;
      await sleep(waitMs, undefined, { signal });
      taken = await triedOnce(ports, asked);
    }
    return taken;
  } catch (error) {
    if (bringing.signal.aborted || !signal.aborted) throw error;
    return undefined; // The limit is over.
  }
}

async function triedOnce(ports: CellPorts, asked: BaselineSubject): Promise<NewBaseline | undefined> {
  try {
    return await takeBaseline(baselinePorts(ports), asked);
  } catch {
    asked.signal.throwIfAborted();
    return undefined;
  }
}

/**
 * A baseline that was taken after drift was put back in place, for the same inputs. What nothing puts back was not put back
 * either: it is judged as before.
 */
export async function keepingOthers(ports: CellPorts, bringing: Bringing, taken: NewBaseline): Promise<NewBaseline> {
  const watch = bringing.driver.drift;
  const { componentUid } = bringing.turn;
  const before = (await ports.drift.baselines([componentUid])).get(componentUid);
  if (watch === undefined || before === undefined || before.version !== taken.version) return taken;
  const isOther = (path: string) => watch.revertOf(path) === "none";
  const fieldsOf = (fields: Fields, isTaken: (path: string) => boolean) =>
    Object.entries(fields).filter(([path]) => isTaken(path));
  const fields: Fields = Object.fromEntries([
    ...fieldsOf(taken.fields, (path) => !isOther(path)),
    ...fieldsOf(before.fields, isOther),
  ]);
  const learned = [...taken.learned.filter((path) => !isOther(path)), ...before.learned.filter(isOther)].toSorted();
  const secretPaths = Object.keys(fields).filter((path) => isMasked(fields[path]));
  return { ...taken, fields, learned, hash: hashFields(fields, ports.digest), secretPaths };
}

/** How baselines are taken in a cell. */
export function baselinePorts({ sealed, digest, mask }: CellPorts): BaselinePorts {
  return { keyedHash: (value) => sealed.keyedHash(value), digest, mask };
}

/** Of what a baseline is taken; undefined where its kind shows no drift. */
export function baselineSubject(bringing: Bringing, outputs: readonly string[]): BaselineSubject | undefined {
  const { driver, inputs, signal } = bringing;
  if (driver.drift === undefined) return undefined;
  const secrets = [...inputs.secrets, ...outputs];
  return { watch: driver.drift, subject: subjectOf(bringing, ""), secrets, secretPaths: inputs.secretPaths, signal };
}
