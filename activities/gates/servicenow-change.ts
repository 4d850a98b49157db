import { OrchestratorError } from "../../domain/errors.ts";
import { isWithoutConnection } from "../systems/resolve-connection.ts";
import { serviceNowOf } from "../systems/servicenow/servicenow.ts";
import { defineGate } from "./gate.ts";
import type { GateAnswer, GateContext } from "./gate.ts";
import { askChange } from "./servicenow-change/ask-change.ts";
import type { Asking } from "./servicenow-change/asking.ts";
import { ServiceNowChangeConfig } from "./servicenow-change/config.ts";
import { endChange } from "./servicenow-change/end-change.ts";
import { identifyChange } from "./servicenow-change/identify-change.ts";
import { readMemory, writeMemory } from "./servicenow-change/memory.ts";
import type { Memory } from "./servicenow-change/memory.ts";

/** A pause beyond this is longer than any hourly quota explains. */
const LONG_PAUSE_MS = 65 * 60_000;
const PAUSE_MS = 30_000;

/** Opens a change in ServiceNow once the promotion is planned, and waits until it is authorised and its window is open. */
export const servicenowChange = defineGate<ServiceNowChangeConfig>({
  kind: "servicenow-change",
  summary: "Opens a change in ServiceNow, waits until it is authorised and its window is open, and closes it.",
  config: ServiceNowChangeConfig,
  outputs: {
    number: "Number of the change, as CHG0030001.",
    url: "Address of the change, for people.",
    sysId: "Its sys_id.",
  },
  examples: [
    { connection: "itsm", assignmentGroup: "Release Management" },
    {
      connection: "itsm",
      configurationItem: "shop",
      assignmentGroup: "Release Management",
      window: { startsIn: "2h", lasts: "4h" },
      closeTo: "review",
    },
    { connection: "itsm", type: "standard", template: "Deploy a service" },
    {
      connection: "itsm",
      type: "emergency",
      assignmentGroup: "Release Management",
      proceedWithoutAuthorisation: ["ada"],
    },
    { connection: "itsm", submit: "person-submits", implement: "person-implements", stateMap: { authorize: [-3, 12] } },
  ],
  concerns: "tickets",
  connections: ({ connection }) => [connection],
  async evaluate(config, context) {
    const memory = readMemory(context.memory);
    const { notBefore } = memory;
    if (notBefore !== undefined && context.nowMs < notBefore) return paused(memory, notBefore, context);
    try {
      const asking = await begin(config, context);
      const identified = await identifyChange(asking, memory);
      if ("answer" in identified) return identified.answer;
      return await askChange(asking, identified.change, { ...memory, notBefore: undefined });
    } catch (error) {
      if (!(error instanceof OrchestratorError) || error.code !== "REMOTE_THROTTLED") throw error;
      const retryAfterMs = Number(error.details["retryAfterMs"] ?? PAUSE_MS);
      return paused(memory, context.nowMs + retryAfterMs, context);
    }
  },
  async finish(config, context, end) {
    const memory = readMemory(context.memory);
    const { notBefore } = memory;
    if (notBefore !== undefined && context.nowMs < notBefore) throw pauseOf(notBefore - context.nowMs);
    try {
      await endChange(await begin(config, context), memory, end);
    } catch (error) {
      // Without a connection nothing was opened. Had it been, its connection must come back first.
      if (memory.sysId !== undefined || !isWithoutConnection(error)) throw error;
    }
  },
});

async function begin(config: ServiceNowChangeConfig, context: GateContext): Promise<Asking> {
  const connection = await context.connection(config.connection);
  const { fetch, signal } = context;
  return { config, context, serviceNow: serviceNowOf(connection, { fetch, signal }, config.stateMap) };
}

function pauseOf(retryAfterMs: number): OrchestratorError {
  const message = `ServiceNow asked for a pause; again in ${Math.ceil(retryAfterMs / 1_000)} s`;
  return new OrchestratorError("REMOTE_THROTTLED", message, { details: { retryAfterMs } });
}

/** The instance asked for a pause; it is kept, so that no restart and no wake calls earlier. */
function paused(memory: Memory, notBefore: number, { nowMs }: GateContext): GateAnswer {
  return {
    verdict: "wait",
    reasons: [pauseOf(notBefore - nowMs).message],
    lookAgainAt: notBefore,
    ...(notBefore - nowMs >= LONG_PAUSE_MS ? { isAlarming: true } : {}),
    memory: writeMemory({ ...memory, notBefore }),
  };
}
