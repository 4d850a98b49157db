import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { SendCall } from "./cloud-calls.ts";
import { resourceOf } from "./resource-name.ts";
import { type SimulatedConfig, SimulatedSummary } from "./schema.ts";

/** The tag of a resource that is stopped for a while. */
export const ASLEEP_TAG = "asleep";

const Accepted = z.looseObject({});

/** Stops resources of the simulated cloud for a while: they stay, and a tag says that they are stopped. */
export function putAsleep(send: SendCall): NonNullable<Driver<SimulatedConfig>["sleep"]> {
  return async (subject, signal) => {
    const path = `resources/${encodeURIComponent(resourceOf(subject))}`;
    const seen = await send({ method: "GET", path }, SimulatedSummary, signal);
    // What is not there, or has failed, runs nothing.
    if (seen === undefined || seen.state === "failed") return "asleep";
    if (seen.state !== "ready") return "going";
    if (Object.hasOwn(seen.tags, ASLEEP_TAG)) return "asleep";
    const { type, properties, tags } = seen;
    const body = { type, seconds: 1, properties, tags: { ...tags, [ASLEEP_TAG]: "true" } };
    await send({ method: "PUT", path, key: subject.token, body }, Accepted, signal);
    return "going";
  };
}
