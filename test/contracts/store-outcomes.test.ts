import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { many } from "../../adapters/store/connect-postgres.ts";
import { plan, readyOf, request, shopApply, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const COMMANDS = [
  "apply",
  "change",
  "delete",
  "keep",
  "suspend",
  "resume",
  "cancel",
  "abandon",
  "look",
  "fail",
  "finish",
  "recover",
  "refuse",
  "wake",
] as const;
type Command = (typeof COMMANDS)[number];

/** Runs a command; one that is refused with a code has done nothing. */
async function run(command: Command, name: string): Promise<void> {
  const { store, records } = world;
  const view = await store.getEnvironment(name, "shop");
  const newest =
    view === undefined ? undefined : (await store.listOperations({ limit: 1, environmentUid: view.uid })).items[0];
  const target = { project: "shop", environment: name };
  switch (command) {
    case "apply":
      return void (await world.applyShop(name));
    case "change":
      return void (await world.applyShop(name, { parameters: { greeting: `${view?.generation ?? 0}` } }));
    case "delete":
    case "keep":
      return void (await store.acceptDelete(request(), { ...target, keep: command === "keep" }));
    case "suspend":
      return void (await store.acceptSuspend(request(), { ...target, to: "suspended" }));
    case "resume":
      return void (await store.acceptSuspend(request(), { ...target, to: "resumed" }));
    case "cancel":
      return void (await store.acceptCancel(request(), newest?.id ?? "op-none"));
    case "abandon":
      return void (await store.acceptAbandon(request(), newest?.id ?? "op-none", "given up"));
    case "look":
      return view === undefined ? undefined : void (await world.next(view.uid));
    case "recover":
      return await store.recoverOperation(view?.runningOperationId ?? "op-none", "gone");
    case "refuse":
      return view?.runningOperationId === undefined
        ? undefined
        : await store.refuse(view.runningOperationId, "no").catch(ignoreTurn);
    case "wake": {
      const components = view === undefined ? [] : await store.listComponents(view.uid);
      return await records.wake(
        components.map(({ uid, incarnation }) => ({ componentUid: uid, incarnation, reason: "exited", detail: "d" })),
      );
    }
    case "fail":
    case "finish":
      return view === undefined ? undefined : await carryOut(view.uid, command);
  }
}

function ignoreTurn(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes("cannot be refused")) throw error;
}

/** Carries out what is next, whole, or with one component failing. */
async function carryOut(uid: string, how: "fail" | "finish"): Promise<void> {
  const { store, records } = world;
  const step = await world.next(uid);
  if (step.do !== "start") return;
  const { operationId } = step;
  const basis = await store.admissionBasis(operationId);
  const action = basis.kind === "delete" ? "delete" : basis.kind === "repair" ? "repair" : "update";
  const names =
    basis.kind === "delete" || basis.kind === "repair" ? basis.components.map(({ name }) => name) : ["api", "web"];
  const planned = basis.keep ? {} : Object.fromEntries(names.map((name) => [name, action] as const));
  const admission = await store.admit(operationId, { plan: plan(planned), basisGeneration: basis.generation });
  if (!admission.isAdmitted) return await store.refuse(operationId, admission.reason);
  const failed: Record<string, string> = {};
  for (const [place, name] of Object.keys(planned).entries()) {
    const componentUid = admission.componentUids[name] ?? "";
    const turn = { operationId, epoch: admission.epoch, componentUid };
    const { incarnation } = await records.open(turn);
    if (how === "fail" && place === 0) failed[componentUid] = "it broke";
    else if (action === "delete") await records.gone(turn);
    else await records.ready(turn, readyOf(name, { incarnation }));
  }
  await store.endOperation(operationId, {
    failed,
    notStarted: [],
    wasCancelled: basis.kind !== "delete" && (await store.mustStopStarting(operationId)),
  });
}

test("every accepted request has exactly one outcome once everything has ended, whatever was asked in whatever order", async () => {
  let count = 0;
  const commands = fc.array(fc.constantFrom(...COMMANDS), { minLength: 5, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const name = `random-${(count += 1)}`;
      for (const command of ["apply", ...sequence] as const) {
        await run(command, name).catch((error: unknown) => {
          if (!(error instanceof OrchestratorError)) throw error;
        });
      }
      // Then everything comes to rest: it is resumed and deleted.
      for (const command of ["resume", "finish", "delete", "finish", "finish", "delete", "finish", "delete"] as const) {
        await run(command, name).catch((error: unknown) => {
          if (!(error instanceof OrchestratorError)) throw error;
        });
      }
      expect(await world.store.getEnvironment(name, "shop")).toBeUndefined();
      const open = await many(
        world.postgres.rows,
        sql`select r.verb from request r left join request_outcome o on o.request_id = r.id where o.request_id is null`,
      );
      expect(open).toEqual([]);
    }),
    { numRuns: 20 },
  );
}, 60_000);

test("a request for several environments has its outcome when the last of them has ended, also when they end at once", async () => {
  for (const round of ["a", "b", "c"]) {
    const names = [1, 2, 3, 4, 5, 6].map((place) => `several-${round}-${place}`);
    const documents = names.flatMap((name, place) => shopApply(name).documents.slice(place === 0 ? 0 : -1));
    await world.store.acceptApply(request(round), { documents });
    const turns = await Promise.all(
      names.map(async (name) => await world.turn(await world.uidOf(name), { api: "create" })),
    );
    const outcome = async () =>
      await many(
        world.postgres.rows,
        sql`select outcome from request_outcome o join request r on r.id = o.request_id where r.key = ${round}`,
      );
    for (const turn of turns) await turn.ready("api");
    expect(await outcome()).toEqual([]);
    await Promise.all(turns.map(async (turn) => await turn.end()));
    expect(await outcome()).toEqual([{ outcome: "Succeeded" }]);
  }
});
