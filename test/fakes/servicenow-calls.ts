import { expect, vi } from "vitest";
import type { FakeServiceNow, ServiceNowAnswer } from "./start-fake-servicenow.ts";

/** Path of the change API. */
export const CHANGE = "/api/sn_chg_rest/change";

/** A group that the instance knows by name. */
export const GROUP = "Release Management";

/** A record as the change API shows it. */
export type Shown = Readonly<Record<string, { readonly value: string; readonly display_value: string }>> & {
  readonly __meta: { readonly ignoredFields: string[] };
};

/** A change that a test made. */
export interface MadeChange {
  readonly sysId: string;
  readonly number: string;
  readonly correlationId: string;
  readonly result: Shown;
}

/** What the tests of the fake ask of it again and again. */
export interface ServiceNowCalls {
  /** Creates a change of a kind (`normal`, `emergency`, or what `standard` answers) with a key of its own. */
  create(kind?: string, more?: Record<string, unknown>): Promise<MadeChange>;
  /** The kind of a standard change. */
  standard(): Promise<string>;
  /** A change as the table API shows it. */
  read(sysId: string): Promise<Record<string, string>>;
  patch(sysId: string, body: Record<string, unknown>): Promise<ServiceNowAnswer>;
  /** Waits until a change has these values. */
  until(sysId: string, fields: Record<string, string>): Promise<void>;
  /** The changes that an encoded query finds. */
  list(query: string, more?: string): Promise<Record<string, string>[]>;
  settings(some: Record<string, unknown>): Promise<void>;
  /** What happened to a change, each with the state it led to. */
  effectsOf(number: string): Promise<string[]>;
}

/** The calls of one instance. */
export function callsTo(instance: FakeServiceNow): ServiceNowCalls {
  let count = 0;

  async function read(sysId: string): Promise<Record<string, string>> {
    const { body } = await instance.call("GET", `/api/now/table/change_request/${sysId}`);
    return body["result"] as Record<string, string>;
  }

  return {
    read,
    async create(kind = "normal", more = {}) {
      const correlationId = `hf-test-${++count}`;
      const own = { short_description: `Deploy [${correlationId}]`, correlation_id: correlationId };
      const body = { ...own, assignment_group: GROUP, ...more };
      const answer = await instance.call("POST", `${CHANGE}/${kind}`, { body });
      expect(answer).toMatchObject({ status: 200, body: { result: { sys_id: expect.anything() } } });
      const result = answer.body["result"] as Shown;
      return { sysId: result["sys_id"]?.value ?? "", number: result["number"]?.value ?? "", result, correlationId };
    },
    async standard() {
      const { body } = await instance.call("GET", `${CHANGE}/standard/template?sysparm_query=name=Deploy a service`);
      const [template] = body["result"] as Shown[];
      return `standard/${template?.["sys_id"]?.value}`;
    },
    patch: async (sysId, body) => await instance.call("PATCH", `${CHANGE}/${sysId}`, { body }),
    async until(sysId, fields) {
      await vi.waitFor(async () => expect(await read(sysId)).toMatchObject(fields), { timeout: 5000, interval: 10 });
    },
    async list(query, more = "") {
      const path = `/api/now/table/change_request?sysparm_query=${encodeURIComponent(query)}${more}`;
      return (await instance.call("GET", path)).body["result"] as Record<string, string>[];
    },
    async settings(some) {
      expect((await instance.call("PATCH", "/__sim/servicenow/settings", { body: some })).status).toBe(200);
    },
    async effectsOf(number) {
      const effects = (await instance.truth()).filter((effect) => effect.number === number);
      return effects.map(({ effect, to }) => (to === undefined ? effect : `${effect} ${to}`));
    },
  };
}
