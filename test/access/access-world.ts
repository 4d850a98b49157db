import { createHash, randomBytes } from "node:crypto";
import type { NamedThing } from "../../adapters/store/places-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import type { Action, Principal, Resource } from "../../domain/schema/access.ts";
import { apiUnderTest } from "../api/api-under-test.ts";
import { someEnvironment } from "../api/fake-store.ts";
import { someFinding, someSweep } from "../setup/some-finding.ts";
import type { Sent } from "./requests.ts";
import { environmentOf, ORGANISATION, placeOf, placeOfThing, projectOf } from "./places.ts";

/** What a handler did or read, and what that takes, on each resource that it touches. */
export interface Touched {
  readonly verb: string;
  readonly action: Action;
  readonly resources: readonly Resource[];
}

/** The API with every check in place, on a store that knows the places, does nothing and tells what it was asked to. */
export function accessWorld() {
  const principals = new Map<string, Principal>();
  const touched: Touched[] = [];
  const store = recordingStore(touched);
  const secretOf = (verb: string, project: string) =>
    void touched.push({ verb, action: ACTIONS_OF[verb] ?? "view", resources: [projectOf(project)] });
  const under = apiUnderTest({
    deps: {
      secrets: {
        version: async () => undefined,
        read: async () => ({ value: "", version: "" }),
        names: async (project) => {
          secretOf("names", project);
          return [];
        },
        set: async (project) => {
          secretOf("setSecret", project);
          return { version: "1" };
        },
        delete: async (project) => secretOf("deleteSecret", project),
      },
    },
    store: {
      ...store,
      principalOfToken: async (digest) => {
        const principal = principals.get(digest.toString("hex"));
        return principal === undefined ? undefined : { principal, state: "valid" };
      },
      placeOf: async (thing) => placeOfThing(thing),
      placeOfEnvironment: async (project, environment) => {
        const place = placeOf({ project, environment });
        return place === undefined ? undefined : { ...place, isGone: false };
      },
    },
  });
  return {
    api: under.api,
    /** Sends a request as it is. */
    async send(headers: Readonly<Record<string, string>>, method: string, sent: Sent): Promise<Response> {
      const query = new URLSearchParams(sent.query).toString();
      const { mediaType = "application/json", body } = sent;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return await under.api.request(query === "" ? sent.path : `${sent.path}?${query}`, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { "content-type": mediaType }) },
        ...(body === undefined ? {} : { body: text }),
      });
    },
    /** All that handlers touched since it was last emptied. */
    touched,
    /** Gives a principal a token, and answers the header that carries it. */
    enter(principal: Principal): { readonly authorization: string } {
      const token = `hf${principal.kind === "service" ? "s" : "p"}_${randomBytes(32).toString("base64url")}`;
      principals.set(createHash("sha256").update(token).digest("hex"), principal);
      return { authorization: `Bearer ${token}` };
    },
  };
}

const environment = (project: string, name: string): readonly Resource[] => {
  const place = placeOf({ project, environment: name });
  return place === undefined ? [projectOf(project)] : [environmentOf(place)];
};
const thing = (id: string, kind: NamedThing["kind"]): readonly Resource[] => {
  const place = placeOfThing({ kind, id });
  return place?.environment === undefined ? [ORGANISATION] : [environmentOf(place.environment)];
};
/** Here a uid says where an environment lies. */
const environmentOfUid = (uid: string): readonly Resource[] => {
  const [project = "", name = ""] = uid.split(".");
  return environment(project, name);
};
const inProjectOrNone = (project: string): readonly Resource[] => [project === "" ? ORGANISATION : projectOf(project)];

const ACTIONS_OF: Readonly<Record<string, Action>> = {
  acceptApply: "apply",
  acceptDelete: "delete",
  acceptDeleteUnused: "delete",
  acceptDeleteDocument: "delete",
  acceptDeleteSnapshot: "delete",
  liftFreeze: "operate",
  acceptSuspend: "promote",
  acceptWake: "promote",
  acceptExtend: "promote",
  acceptCancel: "promote",
  acceptAbandon: "operate",
  acceptPromote: "promote",
  acceptCancelPromotion: "promote",
  acceptDecision: "operate",
  acceptRevoke: "operate",
  answerFinding: "answer-drift",
  requestSweep: "promote",
  requestCellCheck: "operate",
  getCellCheck: "operate",
  acceptVeto: "operate",
  acceptLiftVeto: "operate",
  acceptBallot: "vote",
  withdrawRequest: "promote",
  getDelivery: "operate",
  acceptRedeliver: "operate",
  acceptRedeliverAll: "operate",
  acceptTestDelivery: "operate",
  acceptEnable: "operate",
  acceptBind: "administer",
  acceptUnbind: "administer",
  setSecret: "write-secrets",
  deleteSecret: "write-secrets",
};

function recordingStore(touched: Touched[]): Partial<StoreOfApi> {
  const accepted = { results: [], isReplay: false };
  const note = <Answer>(verb: string, resources: readonly Resource[], answer: Answer): Answer => {
    touched.push({ verb, action: ACTIONS_OF[verb] ?? "view", resources });
    return answer;
  };
  return {
    acceptDelete: async (_, target) => note("acceptDelete", environment(target.project, target.environment), accepted),
    acceptSuspend: async (_, target) =>
      note("acceptSuspend", environment(target.project, target.environment), accepted),
    acceptWake: async (_, target) => note("acceptWake", environment(target.project, target.environment), accepted),
    acceptExtend: async (_, target) => note("acceptExtend", environment(target.project, target.environment), accepted),
    acceptDeleteUnused: async (_, { project }) => note("acceptDeleteUnused", [projectOf(project)], accepted),
    acceptDeleteDocument: async (_, { kind, project }) =>
      note(kind === "FreezeWindow" ? "liftFreeze" : "acceptDeleteDocument", inProjectOrNone(project), accepted),
    acceptDeleteSnapshot: async (_, id) => note("acceptDeleteSnapshot", thing(id, "snapshot"), accepted),
    acceptCancel: async (_, id) => note("acceptCancel", thing(id, "operation"), accepted),
    acceptAbandon: async (_, id) => note("acceptAbandon", thing(id, "operation"), accepted),
    acceptPromote: async (_, wish) => note("acceptPromote", environment(wish.project, wish.environment), accepted),
    acceptCancelPromotion: async (_, id) => note("acceptCancelPromotion", thing(id, "promotion"), accepted),
    acceptDecision: async (_, id) => note("acceptDecision", thing(id, "promotion"), accepted),
    acceptRevoke: async (_, id) => note("acceptRevoke", thing(id, "promotion"), accepted),
    acceptVeto: async (_, veto) =>
      note(
        "acceptVeto",
        veto.environment === undefined ? [projectOf(veto.project)] : environment(veto.project, veto.environment),
        accepted,
      ),
    acceptLiftVeto: async (_, id) => note("acceptLiftVeto", thing(id, "veto"), accepted),
    acceptBallot: async (_, { approvalId, choice }) =>
      note(choice === "withdraw-request" ? "withdrawRequest" : "acceptBallot", thing(approvalId, "approval"), {
        isCounted: true,
        isReplay: false,
        approval: {} as never,
      }),
    answerFinding: async (_, { findingId }) => note("answerFinding", thing(findingId, "finding"), accepted),
    getFinding: async (id) => note("getFinding", thing(id, "finding"), someFinding({ id })),
    getSweep: async () => someSweep(),
    requestSweep: async (_, uids) => note("requestSweep", uids.flatMap(environmentOfUid), accepted),
    requestCellCheck: async () => note("requestCellCheck", [ORGANISATION], 1),
    getCellCheck: async () => note("getCellCheck", [ORGANISATION], undefined),
    getApproval: async (id) => note("getApproval", thing(id, "approval"), { id } as never),
    getDelivery: async (id) => note("getDelivery", thing(id, "delivery"), { id } as never),
    acceptRedeliver: async (_, id) => note("acceptRedeliver", thing(id, "delivery"), accepted),
    acceptRedeliverAll: async (_, { project }) => note("acceptRedeliverAll", [projectOf(project)], accepted),
    acceptTestDelivery: async (_, { project }) => note("acceptTestDelivery", [projectOf(project)], accepted),
    acceptEnable: async (_, { project }) => note("acceptEnable", [projectOf(project)], accepted),
    acceptBind: async (_, { project, environment: name }) =>
      note("acceptBind", resourcesOfGrant(project, name), { ...accepted, results: [] }),
    acceptUnbind: async (_, id) => note("acceptUnbind", thing(id.replace("binding", "veto"), "veto"), accepted),
    getBinding: async (id) => {
      const place = placeOfThing({ kind: "veto", id: id.replace("binding", "veto") });
      if (place?.environment === undefined) return undefined;
      const { project, environment: name } = place.environment;
      const by = { kind: "token", name: "local" } as const;
      const holder = { kind: "person", name: "somebody" } as const;
      return { id, role: "viewer", holder, project, environment: name, createdBy: by, createdAt: 0 };
    },
    getEnvironment: async (name, project = "shop") => {
      const place = placeOf({ project, environment: name });
      if (place === undefined) return undefined;
      const { document, ...view } = someEnvironment();
      const metadata = { ...document.metadata, project, name };
      const uid = `${project}.${name}`;
      const seen = {
        ...view,
        uid,
        document: { ...document, metadata, spec: { ...document.spec, class: place.class } },
      };
      return note("getEnvironment", [environmentOf(place)], seen);
    },
    listComponents: async () => [{ uid: "c-1", name: "api" } as never],
    getOperation: async (id) => note("getOperation", thing(id, "operation"), { id } as never),
    getPromotion: async (id) =>
      note("getPromotion", thing(id, "promotion"), {
        id,
        state: "Waiting",
        gates: [],
        waits: [],
        steps: [],
        choices: [],
        operations: [],
      } as never),
    pipelineStatus: async (project) => note("pipelineStatus", [projectOf(project)], { stages: [] } as never),
    acceptApply: async (_, { documents }) =>
      // Freeze windows are not among what these tests store.
      note(
        "acceptApply",
        documents.flatMap(({ document }): readonly Resource[] => {
          if (document.kind === "Project") return [projectOf(document.metadata.name)];
          if (document.kind === "FreezeWindow") return inProjectOrNone(document.metadata.project ?? "");
          const { project } = document.metadata;
          if (document.kind !== "Environment") return [projectOf(project)];
          const wanted = { project, environment: document.metadata.name, class: document.spec.class };
          const stored = placeOf({ project, environment: document.metadata.name });
          return [wanted, ...(stored === undefined ? [] : [stored])].map(environmentOf);
        }),
        accepted,
      ),
    catalog: async (projects) => catalogOf(projects),
  };
}

function resourcesOfGrant(project: string | undefined, name: string | undefined): readonly Resource[] {
  if (project === undefined) return [ORGANISATION];
  return name === undefined ? [projectOf(project)] : environment(project, name);
}

/** Every project has a blueprint and two releases, so that what refers to them can be stored. */
function catalogOf(projects: readonly string[]): Awaited<ReturnType<StoreOfApi["catalog"]>> {
  const apiVersion = "holdfast.dev/v1" as const;
  const each = <Doc>(make: (project: string) => readonly Doc[]) => projects.flatMap(make);
  return {
    projects,
    blueprints: each((project) => [
      {
        digest: "d",
        document: {
          apiVersion,
          kind: "Blueprint",
          metadata: { project, name: "main", version: "1.0.0", labels: {} },
          spec: { parameters: {}, components: {} },
        },
      },
    ]),
    releases: each((project) =>
      ["1.0.0", "1.1.0"].map((version) => ({
        digest: "d",
        document: {
          apiVersion,
          kind: "Release",
          metadata: { project, version, labels: {} },
          spec: { blueprint: "main@1.0.0", artifacts: {} },
        } as const,
      })),
    ),
    environments: [],
    connections: [],
    pipelines: [],
    freezeWindows: [],
    subscriptions: [],
    snapshots: [],
  };
}
