import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Call } from "./call.ts";
import { accountFrom } from "./caller.ts";
import type { OutsideSchema } from "./fault-schema.ts";
import { OPERATIONS } from "./operations/index.ts";
import { OUTSIDE_OPERATIONS } from "./outside-operations.ts";
import type { Outcome } from "./perform.ts";
import { Refused } from "./refused.ts";
import type { Place } from "./resource.ts";
import type { Eks } from "./start-eks.ts";

/** What the labels of paths are called in the inputs of the SDK. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  cluster: ["clusterName", "name"],
  nodegroup: ["nodegroupName"],
  addon: ["addonName"],
  profile: ["fargateProfileName"],
};

/** Does what another user does, past throttle and faults: an operation of the API, or one only the simulator has. */
export function actOutside(eks: Eks, { operation: name, input, ...where }: z.infer<typeof OutsideSchema>): Outcome {
  const operation = [...OPERATIONS, ...OUTSIDE_OPERATIONS].find((other) => other.name === name);
  if (operation === undefined) return { refused: new Refused("UnknownOperationException", `There is no ${name}`) };
  const place = placeOf(eks, input, where);
  const labels = operation.path.filter((part) => part.startsWith(":")).map((part) => part.slice(1));
  const path = Object.fromEntries(labels.map((label) => [label, labelIn(input, label)]));
  const caller = { ...place, principal: `arn:aws:iam::${place.account}:user/somebody-else` };
  const call: Call = { caller, path, query: queryOf(input), body: input, staleSeconds: 0 };
  return eks.perform(operation, call, { requestId: randomUUID(), cause: "outside" });
}

function labelIn(input: Readonly<Record<string, unknown>>, label: string): string {
  const found = [...(LABELS[label] ?? []), label].map((name) => input[name]).find((value) => typeof value === "string");
  return typeof found === "string" ? found : "";
}

function queryOf(input: Readonly<Record<string, unknown>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input))
    for (const each of [value].flat()) query.append(name, String(each));
  return query;
}

function placeOf(
  { store }: Eks,
  input: Readonly<Record<string, unknown>>,
  { account, region }: { account?: string | undefined; region?: string | undefined },
): Place {
  const clusters = store.all().filter(({ kind }) => kind === "cluster");
  const found = clusters.find(({ name }) => name === labelIn(input, "cluster")) ?? clusters[0];
  return {
    account: account ?? found?.account ?? accountFrom("outside"),
    region: region ?? found?.region ?? "us-east-1",
  };
}
