import type { Row } from "./rows.ts";
import { sysIdOf } from "./sys-id.ts";

/** Somebody with an account on the instance. */
export interface Person {
  readonly sysId: string;
  readonly userName: string;
  readonly name: string;
}

/** The people, groups and records that ship with the instance. They never change. */
export interface Directory {
  /** The integration account first, then the people. */
  readonly people: readonly Person[];
  person(userName: string): Person | undefined;
  /** Who is asked in a state: the peers in Assess, the change advisory board in Authorize. */
  approversOf(state: string): { readonly group: string; readonly members: readonly Person[] };
  /** Rows of a table that never changes; undefined when there is no such table. */
  rows(table: string): readonly Row[] | undefined;
}

/** Group that gets changes which people submit without one. */
export const DEFAULT_GROUP = sysIdOf("sys_user_group/Release Management");

const PEERS = ["Ada Park", "Ben Osei"].map(person);
const BOARD = ["Cleo Marsh", "Dan Ito"].map(person);
const OTHERS = ["Eve Lind"].map(person);

const GROUPS = ["Release Management", "Change Peers", "CAB Approval"];
const ITEMS = ["payments", "shop", "search"];
const MODELS = ["Normal", "Standard", "Emergency"];

/** The directory of an instance whose integration account has this name. */
export function directoryWith(integrationUser: string): Directory {
  const integration = { sysId: sysIdOf(`sys_user/${integrationUser}`), userName: integrationUser, name: "Integration" };
  const people = [integration, ...PEERS, ...BOARD, ...OTHERS];
  const peopleByName = new Map(people.map((one) => [one.userName, one]));
  const rowsByTable: Readonly<Record<string, readonly Row[]>> = {
    sys_user: people.map(({ sysId, userName, name }) => ({ sys_id: sysId, user_name: userName, name, active: "true" })),
    sys_user_group: GROUPS.map((name) => named("sys_user_group", name)),
    cmdb_ci: ITEMS.map((name) => named("cmdb_ci", name)),
    chg_model: MODELS.map((name) => named("chg_model", name)),
    std_change_record_producer: [
      template("Deploy a service", { short_description: "Deploy a service" }),
      template("Restart a service", { short_description: "Restart a service" }),
      template("Deploy by hand", { active: "false" }),
    ],
  };
  return {
    people,
    person: (userName) => peopleByName.get(userName),
    approversOf(state) {
      if (state === "-4") return { group: sysIdOf("sys_user_group/Change Peers"), members: PEERS };
      return { group: sysIdOf("sys_user_group/CAB Approval"), members: BOARD };
    },
    rows: (table) => rowsByTable[table],
  };
}

function person(name: string): Person {
  const userName = name.toLowerCase().replace(" ", ".");
  return { sysId: sysIdOf(`sys_user/${userName}`), userName, name };
}

function named(table: string, name: string): Row {
  return { sys_id: sysIdOf(`${table}/${name}`), name, active: "true" };
}

function template(name: string, more: Row): Row {
  const row = named("std_change_record_producer", name);
  return { ...row, description: "", short_description: name, ...more };
}
