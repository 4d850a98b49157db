import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";

const accepted = async (): Promise<Accepted> => ({ results: [], isReplay: false });
const nothing = async () => ({ items: [] });
const absent = async () => undefined;

/** Nobody is known, and everything is accepted. */
export function fakePeople(): StoreOfPeople {
  return {
    principalOfToken: absent,
    principalOf: absent,
    principalOfPerson: absent,
    principalOfIdentity: absent,
    principalsOf: async () => [],
    groupMembers: async () => [],
    recordRefusal: absent,
    acceptCreatePerson: accepted,
    acceptChangePerson: accepted,
    acceptActivate: accepted,
    acceptLink: accepted,
    acceptUnlink: accepted,
    acceptCreateGroup: accepted,
    acceptDeleteGroup: accepted,
    acceptMembership: accepted,
    acceptCreateService: accepted,
    acceptCreateToken: accepted,
    acceptRevokeToken: accepted,
    acceptBind: accepted,
    acceptUnbind: accepted,
    listPersons: nothing,
    getPerson: absent,
    listGroups: nothing,
    listServices: nothing,
    listTokens: nothing,
    getToken: absent,
    listBindings: nothing,
    getBinding: absent,
    listRefusals: nothing,
  };
}
