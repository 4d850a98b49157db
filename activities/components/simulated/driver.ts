import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { defineDriver, type Driver } from "../driver.ts";
import { cloudCalls } from "./cloud-calls.ts";
import { driftOfSimulated, tagsOf } from "./drift-of-simulated.ts";
import { ASLEEP_TAG, putAsleep } from "./put-asleep.ts";
import { resourceOf, resourcePrefix } from "./resource-name.ts";
import { PLACE_DEFAULT, SimulatedConfig, SimulatedPage, SimulatedResource } from "./schema.ts";

/** Where the simulated cloud is. */
export interface SimulatedPorts {
  /** Undefined in a cell that has none: then every call says so. */
  readonly cloudUrl: URL | undefined;
  readonly fetch: typeof fetch;
  /** Real seconds per second of the cloud, for the first guess of a duration; 1 when absent. */
  readonly timeScale?: number;
}

const WAIT_MS_MAX = 15_000;
const REMOVE_WAIT_MS = 500;
const PAGE_SIZE = 100;

const Accepted = z.looseObject({});

/** One resource of the simulated cloud, named after the component and its incarnation. */
export function simulatedDriver({ cloudUrl, fetch, timeScale = 1 }: SimulatedPorts): Driver<SimulatedConfig> {
  const send = cloudCalls({ url: cloudUrl, fetch });

  async function look(resource: string, waitMs: number, signal: AbortSignal) {
    const path = `resources/${encodeURIComponent(resource)}?waitMs=${waitMs}`;
    return await send({ method: "GET", path, waitMs }, SimulatedResource, signal);
  }

  async function removeResource(resource: string, key: string, signal: AbortSignal): Promise<"gone" | "going"> {
    const found = await look(resource, 0, signal);
    if (found === undefined) return "gone";
    if (found.state !== "deleting") {
      const call = { method: "DELETE", path: `resources/${encodeURIComponent(resource)}`, key } as const;
      if ((await send(call, Accepted, signal)) === undefined) return "gone";
    }
    return (await look(resource, REMOVE_WAIT_MS, signal)) === undefined ? "gone" : "going";
  }

  /** The resources of every incarnation of a component. */
  async function resourcesOf(componentUid: string, signal: AbortSignal): Promise<readonly string[]> {
    const found: string[] = [];
    let next: string | undefined;
    do {
      const query = new URLSearchParams({ prefix: resourcePrefix(componentUid), limit: String(PAGE_SIZE) });
      if (next !== undefined) query.set("continue", next);
      const page = await send({ method: "GET", path: `resources?${query.toString()}` }, SimulatedPage, signal);
      found.push(...(page?.items ?? []).map(({ id }) => id));
      next = page?.continue;
    } while (next !== undefined);
    return found;
  }

  return defineDriver({
    kind: "simulated",
    summary: "One resource of the simulated cloud.",
    config: SimulatedConfig,
    artifact: "none",
    outputs: { url: "public", id: "public", token: "secret" },
    examples: [
      { type: "network", seconds: 20 },
      {
        type: "eks-control-plane",
        seconds: 540,
        updateSeconds: 300,
        deleteSeconds: 240,
        properties: { version: "1.34" },
      },
    ],
    // Read before the config is parsed, when an expression may still stand there.
    expectedMs: ({ seconds }) => (typeof seconds === "number" ? seconds * 1_000 * timeScale : 10_000),
    readyWithinMs: 3_600_000,
    blocksForMs: 8_000,
    replaceOn: ["config.type", "config.account", "config.region"],

    async observe(subject, { waitMs, signal }) {
      const seen = await look(resourceOf(subject), Math.min(Math.round(waitMs), WAIT_MS_MAX), signal);
      if (seen === undefined) return { state: "absent" };
      const { state, outputs, secretOutputs } = seen;
      if (state !== "ready" && state !== "failed")
        return { state: "changing", reason: `the cloud is ${state} "${outputs.id}"` };
      const fields = fixedFields(seen, subject.config);
      if (fields.length > 0) return { state: "differs", fields, replace: true };
      if (!isDeepStrictEqual(seen.properties, subject.config.properties)) {
        return { state: "differs", fields: ["config.properties"], replace: false };
      }
      if (Object.hasOwn(seen.tags, ASLEEP_TAG))
        return { state: "differs", fields: [`tags.${ASLEEP_TAG}`], replace: false };
      // Last: a failed one that should be another is brought there by a change.
      if (state === "failed")
        return { state, code: "COMPONENT_FAILED", reason: seen.reason ?? "the cloud does not say why" };
      return { state: "ready", outputs: { ...outputs, token: secretOutputs.token } };
    },

    async apply(subject, signal) {
      const { id, config, token } = subject;
      const { account, region, ...body } = config;
      const call = { method: "PUT", path: `resources/${encodeURIComponent(resourceOf(subject))}`, key: token } as const;
      await send({ ...call, account, region, body: { ...body, tags: tagsOf(id) } }, Accepted, signal);
    },

    async remove(subject, signal) {
      const own = resourceOf(subject);
      const others = subject.scope === "component" ? await resourcesOf(subject.id.componentUid, signal) : [];
      const all = [own, ...others.filter((resource) => resource !== own)];
      // A key names one call. Therefore those of other incarnations get one of their own.
      const keyOf = (resource: string) => (resource === own ? subject.token : `${subject.token}/${resource}`);
      const answers = await Promise.all(
        all.map(async (resource) => await removeResource(resource, keyOf(resource), signal)),
      );
      return answers.includes("going") ? "going" : "gone";
    },

    sleep: putAsleep(send),

    drift: driftOfSimulated(send),
  });
}

/** What cannot be changed in place, where it is otherwise. */
function fixedFields(seen: SimulatedResource, { type, account, region }: SimulatedConfig): readonly string[] {
  return [
    ...(seen.type === type ? [] : ["config.type"]),
    ...(seen.account === (account ?? PLACE_DEFAULT) ? [] : ["config.account"]),
    ...(seen.region === (region ?? PLACE_DEFAULT) ? [] : ["config.region"]),
  ];
}
