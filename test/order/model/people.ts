import { randomUUID } from "node:crypto";
import type { CellRecords } from "../../../adapters/cell-records/port.ts";
import type { Accepted, RequestIdentity } from "../../../adapters/store/requests-port.ts";
import type { Store } from "../../../adapters/store/port.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import type { PeopleCommand } from "./commands.ts";
import {
  environmentOf,
  freezeOf,
  type LineShape,
  pipelineOf,
  RELEASES,
  releaseOf,
  type Stage,
  type StepOfStage,
} from "./line.ts";
import type { Truth } from "./truth.ts";

/** What people and watchers act on. */
export interface People {
  readonly project: string;
  /** Does what a command says; false when there is nothing to do it to. Throws what the store throws. */
  act(command: PeopleCommand, truth: Truth): Promise<boolean>;
  /** The pipeline by its version. */
  readonly pipelines: ReadonlyMap<number, LineShape>;
  /** Resumes and deletes every environment that is there, and lifts every freeze. */
  leave(truth: Truth): Promise<void>;
}

interface Sent {
  readonly request: RequestIdentity;
  readonly send: (request: RequestIdentity) => Promise<Accepted>;
  readonly answer: Accepted;
}

/** What a repeat of a request gets. */
export const REPEAT_RULE = "a repeat of a request gets the first answer";
/** What a repeat of a request answered, where it was not the first answer. */
export class WrongRepeat extends Error {}

/** What people of a project work with. */
export interface PeopleOptions {
  /** The step that stages have. */
  readonly step: StepOfStage;
  /** Hears of a component's death before the watcher tells. */
  readonly onKill?: (componentUid: string, incarnation: number) => void;
}

/** People of one project. */
export function createPeople(
  { store, records }: { readonly store: Store; readonly records: CellRecords },
  project: string,
  { step, onKill }: PeopleOptions,
): People {
  let releases = 1;
  let last: Sent | undefined;
  const pipelines = new Map<number, LineShape>();
  const vetoes: string[] = [];
  const freezes: { readonly project: string; readonly name: string }[] = [];
  const send = async (how: Sent["send"]): Promise<Accepted> => {
    const request: RequestIdentity = {
      key: randomUUID(),
      digest: "",
      actor: { kind: "person", name: project },
      traceId: "",
    };
    const answer = await how(request);
    last = { request, send: how, answer };
    return answer;
  };
  const one = <Item>(items: readonly Item[], pick: number): Item | undefined => items[pick % items.length];
  const releaseAt = (index: number) => RELEASES[index % releases] ?? RELEASES[0];
  const liveEnvironment = (truth: Truth, stage: Stage) =>
    truth.environments.find(({ name, restPhase }) => name === stage && restPhase !== "Gone");

  const act: People["act"] = async (command, truth) => {
    switch (command.do) {
      case "release": {
        const version = RELEASES[releases];
        if (version === undefined) return false;
        releases += 1;
        await send(async (request) => await store.acceptApply(request, releaseOf(project, version)));
        return true;
      }
      case "promote": {
        const { stage, release, passesFreeze } = command;
        const wish = {
          kind: "promote" as const,
          project,
          environment: stage,
          release: releaseAt(release),
          why: "",
          supplied: {},
          ...(passesFreeze ? { overrideFreeze: "it cannot wait" } : {}),
        };
        await send(async (request) => await store.acceptPromote(request, wish));
        return true;
      }
      case "rollback": {
        const { stage, release } = command;
        const wish = {
          kind: "rollback" as const,
          project,
          environment: stage,
          why: "",
          supplied: {},
          ...(release === undefined ? {} : { release: releaseAt(release) }),
        };
        await send(async (request) => await store.acceptPromote(request, wish));
        return true;
      }
      case "apply": {
        const { stage, size } = command;
        const release = liveEnvironment(truth, stage)?.release ?? RELEASES[0];
        const apply = environmentOf(project, stage, { release, size });
        await send(async (request) => await store.acceptApply(request, apply));
        return true;
      }
      case "kill": {
        const uid = liveEnvironment(truth, command.stage)?.uid;
        const component = one(
          truth.components.filter(({ environmentUid, phase }) => environmentUid === uid && phase === "Ready"),
          command.pick,
        );
        if (component === undefined) return false;
        const { uid: componentUid, incarnation } = component;
        onKill?.(componentUid, incarnation);
        await records.wake([{ componentUid, incarnation, reason: "exited", detail: "killed" }]);
        return true;
      }
      case "veto": {
        const { release, stage } = command;
        const veto = {
          project,
          release: releaseAt(release),
          reason: "it leaks",
          ...(stage === undefined ? {} : { environment: stage }),
        };
        const { results } = await send(async (request) => await store.acceptVeto(request, veto));
        vetoes.push(results[0]?.name ?? "");
        return true;
      }
      case "lift veto": {
        const veto = one(vetoes, command.pick);
        if (veto === undefined) return false;
        vetoes.splice(vetoes.indexOf(veto), 1);
        await send(async (request) => await store.acceptLiftVeto(request, veto));
        return true;
      }
      case "freeze": {
        const { scope } = command;
        const name = `freeze-${freezes.length + 1}-${randomUUID().slice(0, 8)}`;
        const place = scope === "all" ? {} : scope === "project" ? { project } : { project, environment: scope };
        await send(async (request) => await store.acceptApply(request, freezeOf(name, place)));
        freezes.push({ project: scope === "all" ? "" : project, name });
        return true;
      }
      case "lift freeze": {
        const freeze = one(freezes, command.pick);
        if (freeze === undefined) return false;
        freezes.splice(freezes.indexOf(freeze), 1);
        const target = { kind: "FreezeWindow" as const, ...freeze };
        await send(async (request) => await store.acceptDeleteDocument(request, target));
        return true;
      }
      case "cancel": {
        const open = truth.promotions.filter(({ state }) => !isPromotionOver(state));
        const id = one(open, command.pick)?.id;
        if (id === undefined) return false;
        await send(async (request) => await store.acceptCancelPromotion(request, id));
        return true;
      }
      case "revoke": {
        const verified = truth.promotions.filter(({ state, isRevoked }) => state === "Verified" && !isRevoked);
        // Those that stages behind are about to go on the strength of are among the newest.
        const id = one(verified.slice(-3), command.pick)?.id;
        if (id === undefined) return false;
        await send(async (request) => await store.acceptRevoke(request, id, "it leaks"));
        return true;
      }
      case "cancel operation":
      case "abandon": {
        const open = truth.operations.filter(({ state }) => state === "Running" || state === "Accepted");
        const id = one(open, command.pick)?.id;
        if (id === undefined) return false;
        if (command.do === "abandon")
          await send(async (request) => await store.acceptAbandon(request, id, "it is stuck"));
        else await send(async (request) => await store.acceptCancel(request, id));
        return true;
      }
      case "decide": {
        const { choice, pick } = command;
        const held = truth.promotions.filter(({ state }) => state === "Held" || state === "Restore failed");
        // Of those that are over only the newest few: a retry of one is a new attempt.
        const over = truth.promotions.filter(({ state }) => isPromotionOver(state)).slice(-3);
        const id = one(held.length > 0 ? held : choice === "retry" ? over : [], pick)?.id;
        if (id === undefined) return false;
        await send(async (request) => await store.acceptDecision(request, id, { choice, reason: "so decided" }));
        return true;
      }
      case "suspend":
      case "resume": {
        const to = command.do === "suspend" ? "suspended" : "resumed";
        const target = { project, environment: command.stage, to } as const;
        await send(async (request) => await store.acceptSuspend(request, target));
        return true;
      }
      case "delete": {
        const target = { project, environment: command.stage, keep: false };
        await send(async (request) => await store.acceptDelete(request, target));
        return true;
      }
      case "pipeline": {
        const { shape } = command;
        const { results } = await send(
          async (request) => await store.acceptApply(request, pipelineOf(project, shape, step)),
        );
        const version = results[0]?.generation;
        if (version !== undefined) pipelines.set(version, shape);
        return true;
      }
      case "repeat": {
        if (last === undefined) return false;
        const again = await last.send(last.request);
        if (!again.isReplay || JSON.stringify(again.results) !== JSON.stringify(last.answer.results))
          throw new WrongRepeat(
            `a repeat of a request answered ${JSON.stringify(again)}, not ${JSON.stringify(last.answer)}`,
          );
        return true;
      }
    }
  };

  return {
    project,
    act,
    pipelines,
    async leave(truth) {
      for (const freeze of freezes.splice(0))
        await send(async (request) => await store.acceptDeleteDocument(request, { kind: "FreezeWindow", ...freeze }));
      for (const { name, restPhase } of truth.environments) {
        if (restPhase === "Gone") continue;
        const target = { project, environment: name };
        await send(async (request) => await store.acceptSuspend(request, { ...target, to: "resumed" }));
        await send(async (request) => await store.acceptDelete(request, { ...target, keep: false }));
      }
    },
  };
}
