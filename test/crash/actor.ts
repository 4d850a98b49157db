import { setTimeout as sleep } from "node:timers/promises";
import type { EnvironmentDetail } from "../../cli/answers.ts";
import type { ApiCalls, CommandAnswer } from "./api-calls.ts";
import { environmentDocument, SHOP_PROJECT } from "./documents.ts";
import type { Installation } from "./installation.ts";
import type { Random } from "./random.ts";
import { serviceProcesses } from "./service-processes.ts";

/** One environment's people: they ask for things all the time, and do not always wait for what they asked for. */
export interface Actor {
  readonly project: string;
  readonly name: string;
  /** Asks for one thing after the other until the signal is aborted, and ends what it is about. */
  act(signal: AbortSignal): Promise<void>;
  /** What the environment was last asked to be; undefined when it was last asked to go. */
  lastWish(): Readonly<Record<string, string>> | undefined;
  /** Sends the last wish again. */
  wishAgain(): Promise<CommandAnswer>;
  /** Asks for the environment to go. */
  remove(): Promise<CommandAnswer>;
  /** Looks at the environment; undefined when there is none. */
  look(): Promise<EnvironmentDetail | undefined>;
  /** Ends a hold, or a suspension. */
  resume(): Promise<CommandAnswer>;
}

/** What an actor works with. */
export interface ActorTools {
  readonly installation: Installation;
  readonly api: ApiCalls;
  readonly random: Random;
  /** Told of each service that it killed. */
  readonly onKilledService: () => void;
}

const SETTLE_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 250;
const RESTING: readonly string[] = ["Ready", "Failed", "Held", "Suspended"];

/** An actor for the environment of that name. */
export function actorFor(
  { project, name }: { readonly project: string; readonly name: string },
  tools: ActorTools,
): Actor {
  const { api, installation, random, onKilledService } = tools;
  const place = `/v1/environments/${project}/${name}`;
  const isShop = project === SHOP_PROJECT;
  let wishes = 0;
  let wish: Readonly<Record<string, string>> | undefined;

  function anotherWish(): Readonly<Record<string, string>> {
    wishes += 1;
    if (isShop) return { greeting: `Hello ${wishes}` };
    const flavour = random.pick(["plain", "plain", "plain", "sweet", "sour"]);
    return { size: `size-${wishes}`, flavour };
  }

  async function apply(parameters: Readonly<Record<string, string>>): Promise<CommandAnswer> {
    const body = environmentDocument({ project, name, parameters });
    const answer = await api.command({ method: "POST", path: "/v1/apply", body });
    if (answer.isAccepted) wish = parameters;
    return answer;
  }

  async function remove(): Promise<CommandAnswer> {
    const answer = await api.command({ method: "DELETE", path: place });
    if (answer.isAccepted) wish = undefined;
    return answer;
  }

  const look = async () => await api.read<EnvironmentDetail>(place);
  const resume = async () => await api.command({ method: "POST", path: `${place}/resume` });

  async function killService(environment: EnvironmentDetail): Promise<void> {
    const services = environment.componentList.filter(({ kind, phase }) => kind === "service" && phase === "Ready");
    if (services.length === 0) return;
    const { leader } = await serviceProcesses(installation, random.pick(services));
    if (leader === undefined) return;
    try {
      process.kill(leader.pid, "SIGKILL");
      onKilledService();
    } catch {
      return; // It ended by itself meanwhile.
    }
  }

  async function actOnce(): Promise<void> {
    const environment = await look();
    if (environment === undefined) return void (await apply(anotherWish()));
    if (environment.phase === "Deleting") return;
    if (environment.phase === "Held" || environment.phase === "Suspended") return void (await resume());
    const dice = random.next();
    if (dice < 0.15) return void (await remove());
    if (dice < 0.22 && wish !== undefined) return void (await apply(wish));
    if (dice < 0.3 && environment.runningOperationId !== undefined) {
      return void (await api.command({
        method: "POST",
        path: `/v1/operations/${environment.runningOperationId}/cancel`,
      }));
    }
    if (dice < 0.35) return void (await api.command({ method: "POST", path: `${place}/suspend` }));
    if (isShop && dice < 0.65) return await killService(environment);
    await apply(anotherWish());
  }

  async function settle(signal: AbortSignal): Promise<void> {
    const until = Date.now() + SETTLE_LIMIT_MS;
    while (!signal.aborted && Date.now() < until) {
      const environment = await look();
      if (environment === undefined || RESTING.includes(environment.phase)) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  return {
    project,
    name,
    look,
    resume,
    remove,
    lastWish: () => wish,
    wishAgain: async () => await apply(wish ?? anotherWish()),
    async act(signal) {
      while (!signal.aborted) {
        await actOnce();
        if (random.next() < 0.65) await settle(signal);
        await sleep(random.between(100, 1_500));
      }
    },
  };
}
