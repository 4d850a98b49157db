import type { Voter } from "../../../domain/approvals/approval-question.ts";
import { mayVote } from "../../../domain/may-vote.ts";
import type { Principal, Resource } from "../../../domain/schema/access.ts";
import type { EnvironmentClass } from "../../../domain/schema/documents.ts";
import type { Rows } from "../connect-postgres.ts";
import { principalsIn } from "../people/principals.ts";

/** The environment that is voted about. */
export interface VotedPlace {
  readonly project: string;
  readonly name: string;
  readonly document: { readonly spec: { readonly class: EnvironmentClass } };
}

/** Persons as voters of an environment, as they are in this transaction. */
export async function votersNow(rows: Rows, ids: readonly string[], place: VotedPlace): Promise<readonly Voter[]> {
  const principals = await principalsIn(rows, ids);
  return principals.map((principal) => voterOf(principal, mayVote(principal, resourceOf(place))));
}

function voterOf({ id, name, kind, groups }: Principal, may: boolean): Voter {
  return { id, name, isPerson: kind === "person", groups, mayVote: may };
}

function resourceOf({ project, name, document }: VotedPlace): Extract<Resource, { kind: "environment" }> {
  return { kind: "environment", project, environment: name, class: document.spec.class };
}
