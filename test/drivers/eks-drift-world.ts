import { drivers, type DriverPorts } from "../../activities/components/index.ts";
import type { DriftWatch } from "../../activities/components/drift-watch.ts";
import type { Driver, Subject } from "../../activities/components/driver.ts";
import { lookForDrift } from "../../activities/drift/look-for-drift.ts";
import { takeBaseline } from "../../activities/drift/take-baseline.ts";
import { renderDiff } from "../../domain/drift/render-diff.ts";
import { maskText } from "../../domain/mask-text.ts";
import type { DriftField, NewBaseline } from "../../domain/schema/drift.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { digestJson } from "../../workers/digest.ts";
import { makeSubject, newToken } from "../contracts/driver.ts";
import { eksHands, type EksHands } from "../setup/eks-hands.ts";
import { converge, type Converged } from "./eks-converging.ts";
import { AT_ONCE, eksWorld, type EksWorld } from "./eks-world.ts";

/** A resource of EKS that Holdfast has made, and what it is to look like. */
export interface Watched {
  readonly kind: string;
  readonly driver: Driver;
  readonly drift: DriftWatch;
  readonly subject: Subject;
  readonly baseline: NewBaseline;
  readonly hands: EksHands;
}

const signal = new AbortController().signal;
const PLACE = { account: "111122223333", region: "eu-west-1" };
const keyedHash = (value: string) => digestJson(value).slice("sha256:".length);
const never = () => {
  throw new Error("this kind is not of EKS");
};

/** Resources of EKS that drift, in one simulated account. */
export interface EksDriftWorld {
  readonly eks: EksWorld;
  readonly driverByKind: ReadonlyMap<string, Driver>;
  /** Makes one, and waits until it is ready. */
  make(kind: string, config: JsonObject, secrets?: readonly string[]): Promise<Watched>;
  /** The fields that differ. @throws Error where nothing is seen of it */
  differences(watched: Watched): Promise<readonly DriftField[]>;
  /** The same as people see it, without the hashes of secrets. */
  diff(watched: Watched): Promise<readonly string[]>;
  /** Puts fields back in place, and answers how it stands then. */
  putBack(watched: Watched, fields: readonly DriftField[]): Promise<Converged["end"]>;
  close(): Promise<void>;
}

/** Starts one. */
export async function eksDriftWorld(config: object = AT_ONCE): Promise<EksDriftWorld> {
  const eks = await eksWorld({ ...config, accounts: { AKIATEST: PLACE.account } });
  const others = new Proxy({} as DriverPorts, { get: () => never });
  const ports = Object.assign(Object.create(others) as DriverPorts, { ...eks.ports, eksPlace: PLACE, eksTimeScale: 1 });
  const all = drivers(ports).filter(({ kind }) => kind.startsWith("eks-"));
  const driverByKind = new Map(all.map((driver) => [driver.kind, driver]));
  const baselinePorts = { keyedHash, digest: digestJson, mask: maskText };

  const world: EksDriftWorld = {
    eks,
    driverByKind,
    async make(kind, given, secrets = []) {
      const driver = driverByKind.get(kind);
      const drift = driver?.drift;
      if (driver === undefined || drift === undefined) throw new Error(`kind "${kind}" shows no drift`);
      const subject = makeSubject(driver.config.parse(given));
      const { end } = await converge(driver, subject);
      if (end.state !== "ready") throw new Error(`not ready: ${JSON.stringify(end)}`);
      const taking = { watch: drift, subject, secrets, secretPaths: [], signal };
      const baseline = await takeBaseline(baselinePorts, taking);
      if (baseline === undefined) throw new Error("nothing was seen of it");
      return { kind, driver, drift, subject, baseline, hands: eksHands(eks.fake, subject.id.componentUid) };
    },
    async differences({ drift: watch, subject, baseline }) {
      const found = await lookForDrift(keyedHash, { watch, subject, baseline, signal });
      if (found.state === "seen") return found.fields;
      if (found.state === "absent") return [{ path: "component", class: "missing", wanted: "there" }];
      throw new Error(`it changes still: ${JSON.stringify(found)}`);
    },
    async diff(watched) {
      const text = renderDiff("it", await world.differences(watched));
      return text
        .replace(/\*\*\* \([0-9a-f]{8}\)/g, "***")
        .split("\n")
        .slice(3);
    },
    async putBack({ driver, subject }, fields) {
      const putting = { ...subject, token: newToken() };
      await driver.apply({ ...putting, putBack: fields }, signal);
      return (await converge(driver, putting)).end;
    },
    close: eks.close,
  };
  return world;
}
