import type { ComponentNotes } from "../../../adapters/cell-records/notes-port.ts";
import type { Eks } from "../../../adapters/eks/port.ts";
import type { DriftPlace } from "../drift-watch.ts";
import { defineDriver, type Driver } from "../driver.ts";
import { applyResource } from "./apply.ts";
import { driftOfEks } from "./drift-of-eks.ts";
import type { GoneLimits } from "./gone-for-good.ts";
import { inTurnOf } from "./in-turn-of.ts";
import type { EksKind, Seen } from "./kind.ts";
import { notePlace, requirePlace } from "./keep-place.ts";
import { openNotebook } from "./life-notes.ts";
import { noteForRemoval } from "./note-for-removal.ts";
import { observeResource } from "./observe.ts";
import { removeResource } from "./remove.ts";
import { versionMoves } from "./version-moves.ts";

/** What the drivers of EKS need of their cell. */
export interface EksPorts {
  readonly eks: Eks;
  readonly notes: ComponentNotes;
  /** How sure to be that something is gone; when absent 3 looks, 1.5 s apart, and 2 minutes of EKS after it was made. */
  readonly goneLimits?: GoneLimits;
  /** Real seconds per second of EKS, for the first guess of a duration; 1 when absent. */
  readonly eksTimeScale?: number;
  /** The account and region that the cell is; absent where it is told apart from no other one. */
  readonly eksPlace?: DriftPlace;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const GONE_LIMITS = { looks: 3, everyMs: 1_500, freshMs: 120_000 } as const satisfies GoneLimits;
/** Between two looks at what EKS makes, at least. */
const LOOKS_APART_MS = 7_000;

/** The driver of a kind of resource of EKS. It keeps nothing in memory: what has to be known is noted or looked up. */
export function eksDriver<Config, S extends Seen>(kind: EksKind<Config, S>, ports: EksPorts): Driver<Config> {
  const notebookOf = async (componentUid: string, incarnation: number) => {
    const notebook = await openNotebook(ports.notes, { componentUid, incarnation });
    requirePlace(notebook, ports.eksPlace);
    return notebook;
  };
  const usualLimits = { ...GONE_LIMITS, freshMs: GONE_LIMITS.freshMs * (ports.eksTimeScale ?? 1) };
  const limits = () => ports.goneLimits ?? usualLimits;
  const { moves } = kind;

  return defineDriver<Config>({
    ...kind.about,
    artifact: "none",
    ...(kind.drift.holdsData === undefined ? {} : { holdsData: kind.drift.holdsData }),
    expectedMs: () => kind.usualMs * (ports.eksTimeScale ?? 1),
    looksApartMs: LOOKS_APART_MS * (ports.eksTimeScale ?? 1),

    async observe(subject, { signal }) {
      signal.throwIfAborted();
      const notebook = await notebookOf(subject.id.componentUid, subject.incarnation);
      await notePlace(notebook, ports.eksPlace);
      await noteForRemoval(notebook, kind.forRemoval?.(subject.config));
      const looking = { subject, notebook, limits: limits(), now: ports.now };
      return await observeResource({ eks: inTurnOf(subject.id, ports.eks), signal }, kind, looking);
    },

    async apply(subject, signal) {
      signal.throwIfAborted();
      const notebook = await notebookOf(subject.id.componentUid, subject.incarnation);
      await notePlace(notebook, ports.eksPlace);
      await noteForRemoval(notebook, kind.forRemoval?.(subject.config));
      const applying = { subject, notebook, limits: limits(), now: ports.now };
      await applyResource({ eks: inTurnOf(subject.id, ports.eks), signal }, kind, applying);
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

    drift: driftOfEks(kind, { ports, notebookOf, limits }),
    ...(moves === undefined ? {} : { upgrade: versionMoves({ ...kind, moves }, ports) }),
  });
}
