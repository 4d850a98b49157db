import { randomUUID } from "node:crypto";
import type { AcceptedAnswer } from "../../cli/answers.ts";
import { eventually } from "../setup/installed-approvals.ts";
import type { Random } from "../crash/random.ts";
import type { Hand, Injected } from "./change-by-hand.ts";
import { PROJECT } from "./fleet.ts";
import type { KillPoint } from "./points.ts";
import { type ComponentRow, type FindingRow, readComponents, readFindings, readSweeps } from "./truth.ts";
import type { World } from "./world.ts";

/** A sweep that was asked for, and how much it had to look at and to find. */
export interface AskedSweep {
  readonly id: string;
  readonly round: string;
  readonly components: number;
  readonly drifted: number;
}

/** What rounds are played with. */
export interface Game {
  readonly world: World;
  readonly hand: Hand;
  readonly random: Random;
  /** All sweeps that were asked for. */
  readonly sweeps: AskedSweep[];
}

/** Whom a round kills: at named points, or at moments, milliseconds after its sweep was asked for. */
export interface RoundKills {
  readonly name: string;
  readonly story: KillPoint["story"];
  readonly points: readonly KillPoint[];
  /** Kills at random moments; resolves when all have died. */
  readonly meanwhile?: () => Promise<void>;
}

const PER_ENVIRONMENT = 2;
const LIMIT_MS = 180_000;

/** Sweeps everything once, as it is wanted: what nobody has stated of it is learned then. */
export async function learn(game: Game): Promise<void> {
  const places = game.world.places.filter(({ part }) => part === "still" || part === "flood");
  const looks = places.map(({ name }) => sweep(game, { environment: name, round: "the first look", drifted: 0 }));
  await Promise.all(looks);
}

/** Changes some components by hand, sweeps once, and waits until everything is as it should be. Throws where it does not become so. */
export async function playRound(game: Game, kills: RoundKills): Promise<void> {
  await (kills.story === "flood" ? playFlood(game, kills) : playFleet(game, kills));
}

async function playFleet(game: Game, { name, points, meanwhile }: RoundKills): Promise<void> {
  const { world, hand, random } = game;
  const components = await readComponents(world.rows);
  const of = (environment: string) => components.filter((one) => one.environment === environment);
  const toldBefore = openlyTold(game, await readFindings(world.rows));
  for (const { component } of toldBefore) await hand.putRight(component);
  const made: Injected[] = [];
  for (const { name: environment, part } of world.places) {
    if (part === "back")
      for (const one of random.shuffle(of(environment)).slice(0, PER_ENVIRONMENT))
        made.push(await hand.change(one, "reverted", name));
    if (part === "told") {
      const quiet = of(environment).filter(({ uid }) => toldBefore.every(({ component }) => component.uid !== uid));
      made.push(await hand.change(random.pick(quiet), "told", name));
    }
    if (part === "asked") {
      const [one, other] = random.shuffle(of(environment));
      if (one === undefined || other === undefined) throw new Error(`"${environment}" has too few components`);
      made.push(await hand.change(one, "approved", name), await hand.change(other, "put right", name));
    }
  }
  await world.arm(points);
  const sweeping = sweep(game, { environment: "still", round: name, drifted: made.length });
  await Promise.all([sweeping, meanwhile?.()]);
  await vote(game, made);
  await settled(game, made);
}

/** The changes of rounds before that people were only told of. */
function openlyTold({ hand }: Game, findings: readonly FindingRow[]): readonly Injected[] {
  const open = new Set(findings.filter(({ status }) => status === "open").map(({ componentUid }) => componentUid));
  const told = hand.injected.filter(({ fate, component }) => fate === "told" && open.has(component.uid));
  return [...new Map(told.map((one) => [one.component.uid, one])).values()];
}

/** All of it is changed at once, which is held; then it is put right by hand, and another sweep sees that. */
async function playFlood(game: Game, { name, points, meanwhile }: RoundKills): Promise<void> {
  const { world, hand } = game;
  const components = await readComponents(world.rows);
  const made: Injected[] = [];
  for (const one of components.filter(({ environment }) => environment === "flood"))
    made.push(await hand.change(one, "held", name));
  await world.arm(points);
  await Promise.all([sweep(game, { environment: "flood", round: name, drifted: made.length }), meanwhile?.()]);
  await settled(game, made);
  for (const { component } of made) await hand.putRight(component);
  await sweep(game, { environment: "flood", round: name, drifted: 0 });
  await allAre(game, made, () => "resolved");
}

/** Asks for one sweep, and waits until it has ended. */
async function sweep(
  { world, sweeps }: Game,
  { environment, round, drifted }: { readonly environment: string; readonly round: string; readonly drifted: number },
): Promise<void> {
  const key = randomUUID();
  const { results } = await eventually(
    "a sweep is asked for",
    async () => await world.api.post<AcceptedAnswer>("/v1/sweeps", { project: PROJECT, environment }, { key }),
  );
  const id = results[0]?.name;
  if (id === undefined) throw new Error(`there is nothing to sweep for ${environment}`);
  const flood = world.places.filter(({ part }) => (part === "flood") === (environment === "flood"));
  sweeps.push({ id, round, components: flood.reduce((sum, one) => sum + one.components, 0), drifted });
  await eventually(
    `sweep ${id} has ended`,
    async () => (await readSweeps(world.rows)).find((one) => one.id === id && one.state !== "running"),
    LIMIT_MS,
  );
}

/** Puts right by hand what is to be put right while people are asked; then somebody says yes to everything. */
async function vote(game: Game, made: readonly Injected[]): Promise<void> {
  const { world, hand } = game;
  for (const one of made) {
    if (one.fate !== "approved" && one.fate !== "put right") continue;
    const id = await eventually(
      `people are asked about ${one.component.environment}/${one.component.name}`,
      async () => {
        const finding = (await findingsOf(game, one.component)).at(-1);
        if (finding?.status !== "proposed") return undefined;
        const [row] = await world.rows<{ approvalId: string | null }>(
          `select approval_id as "approvalId" from finding where id = $1`,
          finding.id,
        );
        return row?.approvalId ?? undefined;
      },
      LIMIT_MS,
    );
    if (one.fate === "put right") await hand.putRight(one.component);
    const as = { token: world.voter, key: randomUUID() };
    const body = { decision: "approve", reason: "it is not ours" };
    await eventually("the vote is answered", async () => await world.api.post(`/v1/approvals/${id}/votes`, body, as));
  }
}

const ENDS: Readonly<Record<Injected["fate"], string>> = {
  reverted: "resolved",
  approved: "resolved",
  "put right": "resolved",
  told: "open",
  held: "held",
};

/** Waits until each change has come to its end, no operation runs, and every approval has its message. */
async function settled(game: Game, made: readonly Injected[]): Promise<void> {
  await allAre(game, made, ({ fate }) => ENDS[fate]);
  await eventually(
    "no operation runs, and nobody is yet to be told",
    async () => {
      const [left] = await game.world.rows<{ operations: number; untold: number }>(
        `select (select count(*) from operation where state in ('Accepted', 'Running'))::int as operations,
           (select count(*) from approval a where not exists (select from approval_message m where m.approval_id = a.id))::int as untold`,
      );
      return left?.operations === 0 && left.untold === 0 ? true : undefined;
    },
    LIMIT_MS,
  );
}

async function allAre(game: Game, made: readonly Injected[], wanted: (one: Injected) => string): Promise<void> {
  for (const one of made) {
    const { component, kind, fate } = one;
    const mine = game.hand.injected.filter((other) => other.component.uid === component.uid);
    const what = `${component.environment}/${component.name} (${kind}, ${fate})`;
    let last = "nothing was found";
    await eventually(
      `${what} is ${wanted(one)}`,
      async () => {
        const found = await findingsOf(game, component);
        last = found.map(({ status, reason }) => `${status} ${reason}`).join("; ");
        return found.length >= mine.length && found.at(-1)?.status === wanted(one) ? true : undefined;
      },
      LIMIT_MS,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is: ${last}`);
    });
  }
}

async function findingsOf({ world }: Game, { uid }: ComponentRow): Promise<readonly FindingRow[]> {
  return (await readFindings(world.rows)).filter(({ componentUid }) => componentUid === uid);
}
