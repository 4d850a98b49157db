import type { ComponentNotes } from "../../../adapters/cell-records/notes-port.ts";
import type { Eks } from "../../../adapters/eks/port.ts";
import { defineDriver, type Driver } from "../driver.ts";
import { applyResource } from "./apply.ts";
import type { GoneLimits } from "./gone-for-good.ts";
import { inTurnOf } from "./in-turn-of.ts";
import type { EksKind, Seen } from "./kind.ts";
import { openNotebook } from "./life-notes.ts";
import { observeResource } from "./observe.ts";
import { removeResource } from "./remove.ts";

/** What the drivers of EKS need of their cell. */
export interface EksPorts {
  readonly eks: Eks;
  readonly notes: ComponentNotes;
  /** How sure to be that something is gone; 3 looks, 1.5 s apart, when absent. */
  readonly goneLimits?: GoneLimits;
  /** Real seconds per second of EKS, for the first guess of a duration; 1 when absent. */
  readonly eksTimeScale?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const GONE_LIMITS: GoneLimits = { looks: 3, everyMs: 1_500 };
const LOOKS_APART_MS = 7_000;

/** The driver of a kind of resource of EKS. It keeps nothing in memory: what has to be known is noted or looked up. */
export function eksDriver<Config, S extends Seen>(kind: EksKind<Config, S>, ports: EksPorts): Driver<Config> {
  const notebookOf = async (componentUid: string, incarnation: number) =>
    await openNotebook(ports.notes, { componentUid, incarnation });
  const limits = () => ports.goneLimits ?? GONE_LIMITS;

  return defineDriver<Config>({
    ...kind.about,
    artifact: "none",
    expectedMs: () => kind.usualMs * (ports.eksTimeScale ?? 1),
    looksApartMs: LOOKS_APART_MS * (ports.eksTimeScale ?? 1),

    async observe(subject, { signal }) {
      signal.throwIfAborted();
      const notebook = await notebookOf(subject.id.componentUid, subject.incarnation);
      const ask = { eks: inTurnOf(subject.id, ports.eks), signal };
      return await observeResource(ask, kind, { subject, notebook, limits: limits(), now: ports.now });
    },

    async apply(subject, signal) {
      signal.throwIfAborted();
      const notebook = await notebookOf(subject.id.componentUid, subject.incarnation);
      const ask = { eks: inTurnOf(subject.id, ports.eks), signal };
      await applyResource(ask, kind, { subject, notebook, now: ports.now });
    },

    async remove(subject, signal) {
      signal.throwIfAborted();
      const { componentUid } = subject.id;
      const ask = { eks: inTurnOf(subject.id, ports.eks), signal };
      const lives = subject.scope === "component" ? await ports.notes.lives(componentUid) : [subject.incarnation];
      let isGoing = false;
      for (const incarnation of lives) {
        const notebook = await notebookOf(componentUid, incarnation);
        const removing = { subject: { ...subject, incarnation }, notebook, limits: limits(), now: ports.now };
        if ((await removeResource(ask, kind, removing)) === "going") isGoing = true;
        else await ports.notes.forget(componentUid, incarnation);
      }
      return isGoing ? "going" : "gone";
    },
  });
}
