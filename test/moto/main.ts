import { hearStop } from "../../embedded/hear-stop.ts";
import { startFakeEks } from "../fakes/start-fake-eks.ts";
import { startFakeSecretsManager } from "../fakes/start-fake-secrets-manager.ts";
import { ACCOUNT_CASES } from "./account-cases.ts";
import type { Case } from "./case.ts";
import { CLUSTER_CASES } from "./cluster-cases.ts";
import { DIFFERENCES, MOTO_STAND_INS } from "./differences.ts";
import { getMoto } from "./get-moto.ts";
import { NODEGROUP_CASES } from "./nodegroup-cases.ts";
import { startMoto } from "./start-moto.ts";
import { type Wire, wireTo } from "./wire.ts";

/** Settings of the simulator under which a look shows what was written, and nobody waits for a rate. */
const AT_ONCE = {
  lag: { cluster: 0, nodegroup: 0, addon: 0, "access-entry": 0, association: 0, "fargate-profile": 0, update: 0 },
  deletedNameSeconds: 0,
  hiddenLock: false,
  throttle: { isOn: false },
};
const CASES: readonly Case[] = [...ACCOUNT_CASES, ...CLUSTER_CASES, ...NODEGROUP_CASES];

const print = (line: string) => void process.stdout.write(`${line}\n`);
const stops: (() => Promise<void>)[] = [];
const stopAll = async () => void (await Promise.all(stops.splice(0).map(async (stop) => await stop())));

hearStop(() => process.exit(130)).addEventListener("abort", () => void stopAll().then(() => process.exit(130)));
// The SDK's own chain, which the role is assumed with.
process.env["AWS_ACCESS_KEY_ID"] = "AKIATEST";
process.env["AWS_SECRET_ACCESS_KEY"] = "secret";
process.exitCode = await main().finally(stopAll);

async function main(): Promise<number> {
  const moto = await getMoto(print);
  if ("missing" in moto) {
    print(`${moto.missing}\n${moto.next}`);
    if (process.env["CI"] !== undefined) return 1;
    print("SKIPPED: nothing was compared with moto");
    return 0;
  }
  const wires = [await motoWire(moto.python), await simulatorWire()];
  print(`the same drivers and adapters against moto ${moto.version} and against fakes/\n`);
  let failed = 0;
  for (const one of CASES) {
    for (const wire of wires) failed += (await holds(one, wire)) ? 0 : 1;
  }
  for (const wire of wires) printUsed(wire);
  print("\nmoto is otherwise than AWS:");
  for (const { operation, moto: does, here } of DIFFERENCES) print(`  ${operation}: ${does}. Here: ${here}.`);
  for (const wire of wires) wire.close();
  const count = wires.length * CASES.length - CASES.filter(({ notOnMoto }) => notOnMoto !== undefined).length;
  print(`\n${count - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function motoWire(python: string): Promise<Wire> {
  const server = await startMoto(python);
  stops.push(async () => await server.kill());
  const urls = { eksUrl: server.url, secretsUrl: server.url };
  return wireTo({ name: "moto", ...urls, kubernetes: "1.35", standIns: MOTO_STAND_INS });
}

async function simulatorWire(): Promise<Wire> {
  const eks = await startFakeEks("--scale", "20000", "--config", JSON.stringify(AT_ONCE));
  stops.push(async () => await eks.kill());
  const secrets = await startFakeSecretsManager();
  stops.push(async () => await secrets.kill());
  return wireTo({ name: "fakes", eksUrl: eks.url, secretsUrl: secrets.url, kubernetes: "1.35" });
}

async function holds(one: Case, wire: Wire): Promise<boolean> {
  const label = `${wire.name.padEnd(6)} ${one.says}`;
  if (wire.name === "moto" && one.notOnMoto !== undefined) {
    print(`  -     ${label} (not on moto: ${one.notOnMoto})`);
    return true;
  }
  try {
    await one.run(wire);
    print(`  ok    ${label}`);
    return true;
  } catch (error) {
    print(`  FAIL  ${label}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  }
}

function printUsed({ name, used }: Wire): void {
  print(`\n${name} served:`);
  for (const [operation, { answered, refused }] of [...used].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const refusals = [...refused].map(([meaning, times]) => `${times} ${meaning}`).join(", ");
    print(`  ${operation.padEnd(34)} ${String(answered).padStart(4)} answered${refusals && `; refused: ${refusals}`}`);
  }
}
