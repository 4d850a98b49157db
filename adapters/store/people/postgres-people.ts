import type { Postgres } from "../connect-postgres.ts";
import type { StoreOfPeople } from "../people-port.ts";
import { acceptBind, acceptUnbind, getBinding, listBindings } from "./bindings.ts";
import { acceptCreateGroup, acceptDeleteGroup, acceptMembership, groupMembers, listGroups } from "./groups.ts";
import { acceptLink, acceptUnlink } from "./identities.ts";
import { acceptActivate, acceptChangePerson, acceptCreatePerson, getPerson, listPersons } from "./persons.ts";
import { principalOf, principalOfIdentity, principalOfPerson, principalOfToken, principalsOf } from "./principals.ts";
import { listRefusals, recordRefusal } from "./refusals.ts";
import { acceptCreateService, listServices } from "./services.ts";
import { acceptCreateToken, acceptRevokeToken, getToken, listTokens } from "./tokens.ts";

/** Persons, groups, services, tokens, roles and refusals in PostgreSQL. */
export function postgresPeople(postgres: Postgres): StoreOfPeople {
  return {
    principalOfToken: async (digest) => await principalOfToken(postgres, digest),
    principalOf: async (id) => await principalOf(postgres, id),
    principalOfPerson: async (id) => await principalOfPerson(postgres, id),
    principalOfIdentity: async (system, tenant, subject) =>
      await principalOfIdentity(postgres, { system, tenant, subject }),
    principalsOf: async (personIds) => await principalsOf(postgres, personIds),
    groupMembers: async (group) => await groupMembers(postgres, group),
    recordRefusal: async (refusal) => await recordRefusal(postgres, refusal),

    acceptCreatePerson: async (request, person) => await acceptCreatePerson(postgres, request, person),
    acceptChangePerson: async (request, name, change) =>
      await acceptChangePerson(postgres, request, { ...change, of: name }),
    acceptActivate: async (request, target) => await acceptActivate(postgres, request, target),
    acceptLink: async (request, person, identity) => await acceptLink(postgres, request, { ...identity, person }),
    acceptUnlink: async (request, person, identity) => await acceptUnlink(postgres, request, { ...identity, person }),
    acceptCreateGroup: async (request, group) => await acceptCreateGroup(postgres, request, group),
    acceptDeleteGroup: async (request, name) => await acceptDeleteGroup(postgres, request, name),
    acceptMembership: async (request, member) => await acceptMembership(postgres, request, member),
    acceptCreateService: async (request, service) => await acceptCreateService(postgres, request, service),
    acceptCreateToken: async (request, token) => await acceptCreateToken(postgres, request, token),
    acceptRevokeToken: async (request, id) => await acceptRevokeToken(postgres, request, id),
    acceptBind: async (request, binding) => await acceptBind(postgres, request, binding),
    acceptUnbind: async (request, id) => await acceptUnbind(postgres, request, id),

    listPersons: async (page) => await listPersons(postgres, page),
    getPerson: async (name) => await getPerson(postgres, name),
    listGroups: async (page) => await listGroups(postgres, page),
    listServices: async (page) => await listServices(postgres, page),
    listTokens: async (page) => await listTokens(postgres, page),
    getToken: async (id) => await getToken(postgres, id),
    listBindings: async (page) => await listBindings(postgres, page),
    getBinding: async (id) => await getBinding(postgres, id),
    listRefusals: async (page) => await listRefusals(postgres, page),
  };
}
