import type { Authorization } from "../../adapters/authorization/port.ts";
import {
  type Action,
  type Principal,
  type Resource,
  type Role,
  ROLES,
  type Visible,
} from "../../domain/schema/access.ts";
import { visibleOf } from "../../domain/visible-of.ts";
import { Forbidden } from "./forbidden.ts";

/** One thing that a request needs to be allowed. */
export interface Need {
  readonly action: Action;
  readonly resource: Resource;
  /** What whoever may not even see the resource is told: the same as if it did not exist. Absent: everybody knows it. */
  readonly hidden?: () => Error;
}

/** What the sender of one request may do. */
export interface RequestAccess {
  readonly principal: Principal;
  /** What lists and streams may show. */
  readonly visible: Visible;
  may(action: Action, resource: Resource): boolean;
  /** All of it, or nothing. @throws Forbidden, or what the first need that is not met hides behind */
  require(needs: readonly Need[]): void;
  /** Who sent it, and what they may do now. Undefined where their token opens nothing any more. */
  again(): Promise<RequestAccess | undefined>;
}

/** A need that was not met, and what was answered. */
export interface Refused {
  readonly need: Need;
  readonly answer: Error;
}

/** What a principal may do, by the policies. `onRefused` hears of each refusal before it is thrown. */
export function accessOf(
  principal: Principal,
  {
    authorization,
    again,
    onRefused,
  }: {
    readonly authorization: Authorization;
    readonly again: RequestAccess["again"];
    readonly onRefused: (refused: Refused) => void;
  },
): RequestAccess {
  const may = (action: Action, resource: Resource) => authorization.decide(principal, action, resource).isAllowed;
  return {
    principal,
    visible: visibleOf(principal),
    may,
    require(needs) {
      const need = needs.find(({ action, resource }) => !may(action, resource));
      if (need === undefined) return;
      const { action, resource, hidden } = need;
      const isHidden = hidden !== undefined && !may("view", resource);
      const answer = isHidden ? hidden() : new Forbidden(principal, need, rolesFor(authorization, action, resource));
      onRefused({ need, answer });
      throw answer;
    },
    again,
  };
}

/** By action, kind of resource and class: held everywhere, a role lets its holder do the same in every such place. */
const rolesOf = new WeakMap<Authorization, Map<string, readonly Role[]>>();

/** The roles that let a person do it, were they bound to it for everything. */
function rolesFor(authorization: Authorization, action: Action, resource: Resource): readonly Role[] {
  const known = rolesOf.get(authorization) ?? new Map<string, readonly Role[]>();
  rolesOf.set(authorization, known);
  const key = `${action} ${resource.kind} ${resource.kind === "environment" ? resource.class : ""}`;
  const nobody = { kind: "person", id: "", name: "", isActive: true, groups: [] } as const;
  const roles =
    known.get(key) ??
    ROLES.filter((role) => authorization.decide({ ...nobody, grants: [{ role }] }, action, resource).isAllowed);
  known.set(key, roles);
  return roles;
}
