import type { CommitEffect } from "./commit-effect.ts";
import { decidePut } from "./decide-put.ts";
import { digest, sha256 } from "./digest.ts";
import { drawSeconds } from "./draw-duration.ts";
import type { Faults } from "./faults.ts";
import type { RecordedAnswers } from "./recorded-answers.ts";
import { refusal } from "./refusal.ts";
import type { ResourceTable } from "./resource-table.ts";
import { PLACE_DEFAULT, secretToken } from "./resource.ts";
import type { Place, Resource } from "./resource.ts";
import type { PutBody } from "./schema.ts";
import type { Answer, Effect, TruthLog } from "./truth-log.ts";

/** A call that wants to change a resource, under its idempotency key. */
export interface ChangeCall {
  readonly id: string;
  readonly key: string;
}

/** A call that wants a resource to be there. `mustBeNew` refuses one that is; a place refuses one that is elsewhere. */
export interface PutCall extends ChangeCall {
  readonly place: Partial<Place>;
  readonly body: PutBody;
  readonly mustBeNew: boolean;
}

/** The calls that change the cloud. Each answers only when its effect is on disk. */
export interface Changes {
  put(call: PutCall): Promise<Answer>;
  remove(call: ChangeCall): Promise<Answer>;
}

/** How long changes take. */
export interface Timing {
  readonly seed: string;
  readonly sigma: number;
  /** Wall-clock seconds per cloud second. */
  readonly timeScale: number;
}

/** What changes act on. */
export interface Surroundings {
  readonly log: TruthLog;
  readonly answers: RecordedAnswers;
  readonly table: ResourceTable;
  readonly faults: Faults;
  readonly commit: CommitEffect;
}

interface Change {
  readonly key: string;
  readonly requestDigest: string;
  readonly effect: Effect["effect"];
  readonly typicalSeconds: number;
}

/** A resource as it starts to change; without `createdAt` it is a new one. */
type ChangingResource = Omit<Resource, "operationId" | "createdAt" | "changedAt" | "end" | "reason"> & {
  readonly createdAt?: number;
};

/** Accepts changes: at most one effect per idempotency key, for as long as the truth log lives. */
export function acceptChanges({ log, answers, table, faults, commit }: Surroundings, timing: Timing): Changes {
  /** Accepts a call without an effect, because what it wants stands or is on its way. */
  async function keep(key: string, requestDigest: string, resource: Resource): Promise<Answer> {
    const recorded = answers.record(key, requestDigest, resource);
    await log.appendAnswer(recorded);
    return recorded.answer;
  }

  async function start(
    changing: ChangingResource,
    { key, requestDigest, effect, typicalSeconds }: Change,
  ): Promise<Answer> {
    const { id, type, properties } = changing;
    const at = Date.now();
    const seconds = drawSeconds({ ...timing, id, seconds: typicalSeconds });
    const method = effect === "delete" ? "DELETE" : "PUT";
    const fault = faults.take({ method, id, type }, ["fail", "never-ready"])?.kind;
    const state = effect === "delete" ? "absent" : "ready";
    const after: Resource = {
      ...changing,
      createdAt: changing.createdAt ?? at,
      operationId: `operation-${sha256(key).slice(0, 16)}`,
      changedAt: at,
      end: {
        at: fault === "never-ready" ? null : Math.round(at + seconds * 1000 * timing.timeScale),
        state: fault === "fail" ? "failed" : state,
      },
    };
    const recorded = answers.record(key, requestDigest, after);
    const propertiesDigest = digest(properties);
    await commit({
      effect: { at, effect, id, key, type, cause: "api", seconds, propertiesDigest },
      after,
      recorded,
    });
    return recorded.answer;
  }

  return {
    async put({ id, key, body, mustBeNew, place }) {
      const requestDigest = digest(["PUT", id, body]);
      const repeat = answers.repeat(key, requestDigest);
      if (repeat !== undefined) return await repeat;

      const existing = table.get(id);
      const decision = decidePut(existing, { body, mustBeNew, place });
      if (decision.verdict === "refused") return refusal(decision.code, `"${id}" is ${existing?.state ?? "absent"}`);
      if (decision.verdict === "kept") return await keep(key, requestDigest, decision.resource);

      const { type, seconds, properties, updateSeconds = seconds * 0.3, deleteSeconds = seconds * 0.3 } = body;
      const wanted = {
        id,
        type,
        properties,
        tags: body.tags ?? existing?.tags ?? {},
        account: existing?.account ?? place.account ?? PLACE_DEFAULT,
        region: existing?.region ?? place.region ?? PLACE_DEFAULT,
        seconds,
        deleteSeconds,
      };
      if (decision.verdict === "update") {
        const { token, createdAt, isBuilt } = decision.resource;
        const changing = { ...wanted, state: "updating", token, createdAt, isBuilt } as const;
        return await start(changing, {
          key,
          requestDigest,
          effect: "update",
          typicalSeconds: updateSeconds,
        });
      }
      const made = { token: secretToken(id, key), isBuilt: false };
      const changing = { ...wanted, state: "creating", ...made } as const;
      return await start(changing, {
        key,
        requestDigest,
        effect: "create",
        typicalSeconds: seconds,
      });
    },

    async remove({ id, key }) {
      const requestDigest = digest(["DELETE", id]);
      const repeat = answers.repeat(key, requestDigest);
      if (repeat !== undefined) return await repeat;

      const existing = table.get(id);
      if (existing === undefined) return refusal("NOT_FOUND", `there is no "${id}"`);
      if (existing.state === "deleting") return await keep(key, requestDigest, existing);
      const { reason: _reason, end: _end, ...resource } = existing;
      const change = {
        key,
        requestDigest,
        effect: "delete",
        typicalSeconds: existing.deleteSeconds,
      } as const;
      return await start({ ...resource, state: "deleting" }, change);
    },
  };
}
