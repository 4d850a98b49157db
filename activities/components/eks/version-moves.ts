import type { VersionMoves } from "../version-moves.ts";
import type { EksPorts } from "./eks-driver.ts";
import { inTurnOf } from "./in-turn-of.ts";
import type { Seen } from "./kind.ts";
import { openNotebook } from "./life-notes.ts";
import { applyMove, type MovingKind, observeMove } from "./move-version.ts";

/** How the version of a kind of EKS moves. */
export function versionMoves<Config, S extends Seen>(kind: MovingKind<Config, S>, ports: EksPorts): VersionMoves {
  const { role, usualMs, look } = kind.moves;
  return {
    role,
    get usualMs() {
      return usualMs * (ports.eksTimeScale ?? 1);
    },
    ...(look === undefined
      ? {}
      : {
          async look({ cause, ...life }, signal) {
            const notebook = await openNotebook(ports.notes, life);
            const { target } = notebook.notes;
            return target === undefined
              ? undefined
              : await look({ eks: ports.eks, signal }, { target, notebook, cause });
          },
        }),
    async observe(subject, signal) {
      const notebook = await openNotebook(ports.notes, lifeOf(subject));
      return await observeMove({ eks: inTurnOf(subject.id, ports.eks), signal }, kind, { subject, notebook });
    },
    async apply(subject, signal) {
      const notebook = await openNotebook(ports.notes, lifeOf(subject));
      await applyMove({ eks: inTurnOf(subject.id, ports.eks), signal }, kind, { subject, notebook, now: ports.now });
    },
  };
}

function lifeOf({
  id,
  incarnation,
}: {
  readonly id: { readonly componentUid: string };
  readonly incarnation: number;
}): { readonly componentUid: string; readonly incarnation: number } {
  return { componentUid: id.componentUid, incarnation };
}
