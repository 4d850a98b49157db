import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { FakeEks } from "../fakes/start-fake-eks.ts";

/** Changes one component in a simulated EKS behind the back of Holdfast, and sees it without Holdfast. */
export interface EksHands {
  /** Does what only somebody else in the account, or time, can, and waits until it is done. The names of the resource are added. */
  act(operation: string, input?: object): Promise<void>;
  /** All that is there of it, without what every life has anew. */
  dump(): Promise<string>;
}

interface Held {
  readonly key: string;
  readonly kind: string;
  readonly cluster: string;
  readonly name: string;
  readonly doc: JsonObject & { readonly tags?: Readonly<Record<string, string>>; readonly status?: string };
  readonly inner: JsonObject;
}

/** What every life, every change or an autoscaler has anew. */
const PASSING = new Set(
  `arn nodegroupArn addonArn accessEntryArn associationArn associationId clientRequestToken createdAt modifiedAt associatedAt
  resources desiredSize holdfast:incarnation holdfast:intent`.split(/\s+/),
);

/** Hands on what carries the tag of a component. */
export function eksHands(fake: FakeEks, componentUid: string): EksHands {
  const held = async (): Promise<readonly Held[]> => {
    const { resources } = (await fake.sim("GET", "/state")) as { readonly resources: readonly Held[] };
    return resources.filter(({ doc }) => doc.tags?.["holdfast:component"] === componentUid);
  };
  return {
    async act(operation, input = {}) {
      const [resource] = await held();
      if (resource === undefined) throw new Error(`nothing is there of component ${componentUid}`);
      await fake.sim("POST", "/outofband", { operation, input: { ...namesOf(resource), ...input } });
      const isDone = async () => !(await held()).some(({ doc: { status = "" } }) => status.endsWith("ING"));
      await waitUntil(isDone, { what: `${operation} is done`, limitMs: 20_000, everyMs: 10 });
    },
    dump: async () =>
      canonicalJson((await held()).map(({ doc, inner }) => [lasting(doc), lasting(inner["policies"] ?? [])])),
  };
}

function namesOf({ key, kind, cluster, name, doc }: Held): JsonObject {
  const arn = Object.entries(doc).find(([member]) =>
    /^(arn|nodegroupArn|addonArn|accessEntryArn|associationArn)$/.test(member),
  );
  const names = { resource: key, clusterName: cluster, resourceArn: arn?.[1] ?? "" };
  if (kind === "nodegroup") return { ...names, nodegroupName: name };
  if (kind === "addon") return { ...names, addonName: name };
  if (kind === "access-entry") return { ...names, principalArn: name };
  return kind === "association" ? { ...names, associationId: name } : names;
}

function lasting(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => canonicalJson(lasting(item))).toSorted();
  if (typeof value !== "object" || value === null) return value;
  // Without public access nobody asks where from; an empty text stands for none.
  const isIdle = (name: string) =>
    name === "publicAccessCidrs" && "endpointPublicAccess" in value && value["endpointPublicAccess"] === false;
  const members = Object.entries(value).filter(
    ([name, member]) => !PASSING.has(name) && member !== "" && !isIdle(name),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, lasting(member)]));
}
