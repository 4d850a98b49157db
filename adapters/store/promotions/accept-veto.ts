import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, type Postgres } from "../connect-postgres.ts";
import { newUid } from "../new-id.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import type { NewVeto } from "../promotions-port.ts";
import { writeEvent } from "../write-event.ts";
import { wakePromotions } from "./wake-promotions.ts";

/** Forbids a release in a scope; promotions of it that wait are rejected at their next look, which is now. @see StoreOfPromotionApi.acceptVeto */
export async function acceptVeto(postgres: Postgres, identity: RequestIdentity, veto: NewVeto): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "veto" }, async (rows, { actor }) => {
    const { project, release, environment, reason, expiresAt } = veto;
    const found = await first(
      rows,
      sql`select from release where project = ${project} and version = ${release} and deleted_at is null for key share`,
    );
    if (found === undefined)
      throw new OrchestratorError("NOT_FOUND", `project "${project}" has no release "${release}"`, {
        details: { project, release },
      });
    const id = `veto-${newUid()}`;
    await sql`insert into veto (id, project, release, environment, reason, actor, expires_at)
      values (${id}, ${project}, ${release}, ${environment ?? null}, ${reason}, ${JSON.stringify(actor)}::json,
        ${expiresAt === undefined ? null : new Date(expiresAt).toISOString()}::timestamptz)`.execute(rows);
    await sql`select touch_rules()`.execute(rows);
    await writeEvent(rows, {
      type: "release.vetoed",
      actor,
      project,
      ...(environment === undefined ? {} : { environment }),
      message: `release ${release} was vetoed${environment === undefined ? "" : ` for ${environment}`}: ${reason}`,
      data: { veto: id, release, ...(expiresAt === undefined ? {} : { expiresAt }) },
    });
    await wakePromotions(rows, sql`p.project = ${project} and p.release = ${release}`);
    return [{ kind: "Veto", project, name: id, result: "created" }];
  });
}

/** Lifts a veto; lifting it again changes nothing. @see StoreOfPromotionApi.acceptLiftVeto */
export async function acceptLiftVeto(postgres: Postgres, identity: RequestIdentity, id: string): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "lift-veto" }, async (rows, { actor }) => {
    const veto = await first(
      rows,
      sql<{
        project: string;
        release: string;
        isLifted: boolean;
      }>`select project, release, lifted_at is not null as "isLifted" from veto
        where id = ${id} for no key update`,
    );
    if (veto === undefined)
      throw new OrchestratorError("NOT_FOUND", `there is no veto "${id}"`, { details: { veto: id } });
    const { project, release } = veto;
    if (!veto.isLifted) {
      await sql`update veto set lifted_at = now() where id = ${id}`.execute(rows);
      await sql`select touch_rules()`.execute(rows);
      await writeEvent(rows, {
        type: "release.veto-lifted",
        actor,
        project,
        message: `the veto of release ${release} was lifted`,
        data: { veto: id, release },
      });
    }
    return [{ kind: "Veto", project, name: id, result: "lifted" }];
  });
}
