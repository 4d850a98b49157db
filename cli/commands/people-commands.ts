import { does, reads } from "../command-access.ts";
import type { CommandEntry } from "../define-command.ts";

/** The commands about who somebody is and what they may do. */
export const PEOPLE_COMMANDS: readonly CommandEntry[] = [
  {
    name: "auth",
    usage: "whoami|can-i|token|refusals",
    summary: "say who you are here, and what you may do",
    access: {
      whoami: reads("whoAmI"),
      "can-i": reads("canI"),
      "token create": does("administer", "any", "createToken"),
      "token list": does("administer", "any", "listTokens"),
      "token revoke": does("administer", "any", "revokeToken"),
      refusals: does("administer", "organisation", "listRefusals"),
    },
    load: async () => (await import("./auth.ts")).auth,
  },
  {
    name: "people",
    aliases: ["person"],
    usage: "list|create|link|…",
    summary: "say who is known here",
    access: {
      list: does("view", "organisation", "listPersons"),
      create: does("administer", "organisation", "createPerson"),
      rename: does("administer", "organisation", "renamePerson"),
      link: does("administer", "organisation", "linkIdentity"),
      unlink: does("administer", "organisation", "unlinkIdentity"),
      deactivate: does("administer", "organisation", "deactivatePerson"),
      activate: does("administer", "organisation", "activatePerson"),
    },
    load: async () => (await import("./people.ts")).people,
  },
  {
    name: "groups",
    aliases: ["group"],
    usage: "list|create|delete|add|remove",
    summary: "put persons under one name",
    access: {
      list: does("view", "organisation", "listGroups"),
      create: does("administer", "organisation", "createGroup"),
      delete: does("administer", "organisation", "deleteGroup"),
      add: does("administer", "organisation", "addGroupMember"),
      remove: does("administer", "organisation", "removeGroupMember"),
    },
    load: async () => (await import("./groups.ts")).groups,
  },
  {
    name: "services",
    aliases: ["service"],
    usage: "list|create|deactivate|activate",
    summary: "make accounts of machines",
    access: {
      list: does("view", "organisation", "listServices"),
      create: does("administer", "organisation", "createService"),
      deactivate: does("administer", "organisation", "deactivateService"),
      activate: does("administer", "organisation", "activateService"),
    },
    load: async () => (await import("./services.ts")).services,
  },
  {
    name: "roles",
    aliases: ["role"],
    usage: "list|bind|unbind",
    summary: "say who may do what, and where",
    access: {
      list: does("administer", "any", "listRoleBindings"),
      bind: does("administer", "any", "bindRole"),
      unbind: does("administer", "any", "unbindRole"),
    },
    load: async () => (await import("./roles.ts")).roles,
  },
];
