import { renderDiff } from "../../../domain/drift/render-diff.ts";
import type { DriftField } from "../../../domain/schema/drift.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import type { Actor } from "../views-port.ts";
import { writeEvent } from "../write-event.ts";

/** What happens to findings. */
export type DriftEventType = `drift.${string}`;

/** What happened to a finding. */
export interface DriftEvent {
  readonly environment: Pick<LockedEnvironment, "uid" | "project" | "name">;
  readonly finding: {
    readonly id: string;
    readonly component: string;
    readonly diffDigest: string;
    /** What differs: it is told with the event where it is known. */
    readonly fields?: readonly DriftField[];
  };
  readonly type: DriftEventType;
  readonly actor: Actor;
  readonly message: string;
  readonly operationId?: string;
  readonly promotionId?: string;
  readonly data?: JsonObject;
}

/** An event is read by many: of a longer difference the beginning, its finding has all of it. */
const DIFF_MAX = 8_000;

/** Records what happened to a finding, in the transaction in which it did. */
export async function writeDriftEvent(rows: Rows, { environment, finding, data, ...event }: DriftEvent): Promise<void> {
  const { uid, project, name } = environment;
  const { id, component, diffDigest, fields } = finding;
  const diff = fields === undefined ? {} : { diff: cut(renderDiff(component, fields)) };
  await writeEvent(rows, {
    ...event,
    project,
    environment: name,
    environmentUid: uid,
    component,
    data: { finding: id, diffDigest, ...diff, ...data },
  });
}

function cut(diff: string): string {
  return diff.length <= DIFF_MAX ? diff : `${diff.slice(0, DIFF_MAX).toWellFormed()}…`;
}
