import type { Action, Resource } from "../../domain/schema/access.ts";
import { type Aim, environmentOf, idOf, ORGANISATION, placeOf, projectOf } from "./places.ts";

/** A request as it is sent. */
export interface Sent {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Default application/json. */
  readonly mediaType?: string;
}

/** One thing that the request needs, and who is told that it does not exist. */
export interface Expected {
  readonly action: Action;
  /** Undefined: there is no such thing, so nobody gets it. */
  readonly resource: Resource | undefined;
}

/** How an operation is asked for about an aim, and what that needs. Written down apart from the product's own declarations. */
export interface Operation {
  readonly method: string;
  send(aim: Aim): Sent;
  needs(aim: Aim): readonly Expected[];
}

type Need = (aim: Aim) => readonly Expected[];
const inEnvironment =
  (action: Action): Need =>
  (aim) => {
    const place = placeOf(aim);
    return [{ action, resource: place === undefined ? undefined : environmentOf(place) }];
  };
/** Of an environment that may be to come: then the project's. */
const inEnvironmentToCome =
  (action: Action): Need =>
  (aim) => {
    const place = placeOf(aim);
    return [{ action, resource: place === undefined ? projectOf(aim.project) : environmentOf(place) }];
  };
const inProject =
  (action: Action): Need =>
  ({ project }) => [{ action, resource: projectOf(project) }];
const everywhere =
  (action: Action): Need =>
  () => [{ action, resource: ORGANISATION }];
const nothing: Need = () => [];

const get = (needs: Need, path: (aim: Aim) => string): Operation => ({
  method: "GET",
  needs,
  send: (aim) => ({ path: path(aim) }),
});
const remove = (needs: Need, path: (aim: Aim) => string): Operation => ({ ...get(needs, path), method: "DELETE" });
const post = (needs: Need, path: (aim: Aim) => string, body?: (aim: Aim) => unknown): Operation => ({
  method: "POST",
  needs,
  send: (aim) => ({ path: path(aim), ...(body === undefined ? {} : { body: body(aim) }) }),
});
const environmentPath = ({ project, environment }: Aim) => `/v1/environments/${project}/${environment}`;
const list = (noun: string) => get(nothing, () => `/v1/${noun}`);
const reason = () => ({ reason: "a test" });
const decide = (verb: string) =>
  post(inEnvironment("operate"), (aim) => `/v1/promotions/${idOf(aim, "promotion")}/${verb}`, reason);
const ballot = (action: Action, verb: string, body?: () => unknown) =>
  post(inEnvironment(action), (aim) => `/v1/approvals/${idOf(aim, "approval")}/${verb}`, body);
const inProjectQuery = (action: Action, path: string): Operation => ({
  method: "GET",
  needs: inProject(action),
  send: ({ project }) => ({ path, query: { project } }),
});
const admin = (path: string, body?: unknown) =>
  post(everywhere("administer"), () => path, body === undefined ? undefined : () => body);
const account = { system: "slack", tenant: "T1", subject: "U1" };

/** Every operation of the API, by its id. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  applyDocuments: post(
    (aim) => {
      const place = placeOf(aim);
      const wanted = environmentOf({ ...aim, class: "dev" });
      const stored = place === undefined || place.class === "dev" ? [] : [environmentOf(place)];
      return [...stored, wanted].map((resource) => ({ action: "apply", resource }));
    },
    () => "/v1/apply",
    ({ project, environment: name }) => ({
      apiVersion: "holdfast.dev/v1",
      kind: "Environment",
      metadata: { project, name },
      spec: { class: "dev", cell: "local", release: "1.0.0" },
    }),
  ),
  listProjects: list("projects"),
  deleteProject: remove(inProject("delete"), ({ project }) => `/v1/projects/${project}`),
  listBlueprints: list("blueprints"),
  deleteBlueprint: remove(inProject("delete"), ({ project }) => `/v1/blueprints/${project}/main/1.0.0`),
  listReleases: list("releases"),
  createRelease: post(
    (aim) => {
      const place = placeOf(aim);
      const project: Expected = { action: "apply", resource: projectOf(aim.project) };
      return [project, { action: "view", resource: place === undefined ? undefined : environmentOf(place) }];
    },
    () => "/v1/releases",
    ({ project, environment }) => ({ project, version: "2.0.0", from: environment }),
  ),
  diffReleases: get(inProject("view"), ({ project }) => `/v1/releases/${project}/1.0.0/diff/1.1.0`),
  deleteRelease: remove(inProject("delete"), ({ project }) => `/v1/releases/${project}/1.0.0`),
  listEnvironments: list("environments"),
  getEnvironment: get(inEnvironment("view"), environmentPath),
  deleteEnvironment: remove(inEnvironment("delete"), environmentPath),
  checkReleaseOfEnvironment: get(inEnvironment("view"), (aim) => `${environmentPath(aim)}/release-check`),
  suspendEnvironment: post(inEnvironment("promote"), (aim) => `${environmentPath(aim)}/suspend`),
  resumeEnvironment: post(inEnvironment("promote"), (aim) => `${environmentPath(aim)}/resume`),
  wakeEnvironment: post(
    inEnvironment("promote"),
    (aim) => `${environmentPath(aim)}/wake`,
    () => ({}),
  ),
  extendEnvironment: post(
    inEnvironment("promote"),
    (aim) => `${environmentPath(aim)}/extend`,
    () => ({ until: Date.now() + 3_600_000 }),
  ),
  // The fake environment has no components: who may read on is told so.
  readLogs: get(inEnvironment("view"), (aim) => `${environmentPath(aim)}/components/api/logs`),
  explainDrift: get(inEnvironment("view"), (aim) => `${environmentPath(aim)}/drift`),
  listFindings: list("findings"),
  getFinding: get(inEnvironment("view"), (aim) => `/v1/findings/${idOf(aim, "finding")}`),
  answerFinding: post(
    inEnvironment("answer-drift"),
    (aim) => `/v1/findings/${idOf(aim, "finding")}/answer`,
    () => ({ do: "accept", diffDigest: "d", reason: "a test" }),
  ),
  listSweeps: list("sweeps"),
  // One sweep looks at every project of a place; the store shows it to who may see something there.
  getSweep: list("sweeps/sw-1"),
  requestSweep: post(
    inEnvironment("promote"),
    () => "/v1/sweeps",
    ({ project, environment }) => ({ project, environment }),
  ),
  requestCellCheck: post(everywhere("operate"), () => "/v1/cells/local/check"),
  getCellCheck: get(everywhere("operate"), () => "/v1/cells/local/check"),
  listOperations: list("operations"),
  getOperation: get(inEnvironment("view"), (aim) => `/v1/operations/${idOf(aim, "operation")}`),
  cancelOperation: post(inEnvironment("promote"), (aim) => `/v1/operations/${idOf(aim, "operation")}/cancel`),
  abandonOperation: post(inEnvironment("operate"), (aim) => `/v1/operations/${idOf(aim, "operation")}/abandon`, reason),
  listSnapshots: list("snapshots"),
  deleteSnapshot: remove(inEnvironment("delete"), (aim) => `/v1/snapshots/${idOf(aim, "snapshot")}`),
  promoteRelease: post(
    (aim) => [...inEnvironment("promote")(aim), ...inEnvironment("operate")(aim)],
    () => "/v1/promotions",
    ({ project, environment }) => ({ project, environment, release: "1.1.0", overrideFreeze: "a test" }),
  ),
  listPromotions: list("promotions"),
  getPromotion: get(inEnvironment("view"), (aim) => `/v1/promotions/${idOf(aim, "promotion")}`),
  explainPromotion: get(inEnvironment("view"), (aim) => `/v1/promotions/${idOf(aim, "promotion")}/explanation`),
  cancelPromotion: post(inEnvironment("promote"), (aim) => `/v1/promotions/${idOf(aim, "promotion")}/cancel`),
  retryPromotion: decide("retry"),
  skipPromotion: decide("skip"),
  restorePromotion: decide("restore"),
  leavePromotion: decide("leave"),
  revokePromotion: decide("revoke"),
  listApprovals: list("approvals"),
  getApproval: get(inEnvironment("view"), (aim) => `/v1/approvals/${idOf(aim, "approval")}`),
  vote: ballot("vote", "votes", () => ({ decision: "approve" })),
  withdrawVote: ballot("vote", "withdraw-vote"),
  withdrawApproval: ballot("promote", "withdraw"),
  breakGlass: ballot("vote", "break-glass", reason),
  reviewBreakGlass: ballot("vote", "review", reason),
  listSubscriptions: inProjectQuery("operate", "/v1/subscriptions"),
  deleteSubscription: remove(inProject("operate"), ({ project }) => `/v1/subscriptions/${project}/main`),
  testSubscription: post(inProject("operate"), ({ project }) => `/v1/subscriptions/${project}/main/test`),
  enableSubscription: post(inProject("operate"), ({ project }) => `/v1/subscriptions/${project}/main/enable`),
  redeliverSubscription: post(
    inProject("operate"),
    ({ project }) => `/v1/subscriptions/${project}/main/redeliver`,
    () => ({}),
  ),
  listDeliveries: inProjectQuery("operate", "/v1/deliveries"),
  getDelivery: get(inEnvironment("operate"), (aim) => `/v1/deliveries/${idOf(aim, "delivery")}`),
  redeliver: post(inEnvironment("operate"), (aim) => `/v1/deliveries/${idOf(aim, "delivery")}/redeliver`),
  listPipelines: list("pipelines"),
  getPipeline: get(inProject("view"), ({ project }) => `/v1/pipelines/${project}/main`),
  deletePipeline: remove(inProject("delete"), ({ project }) => `/v1/pipelines/${project}/main`),
  listConnections: list("connections"),
  deleteConnection: remove(inProject("delete"), ({ project }) => `/v1/connections/${project}/main`),
  listFreezeWindows: list("freeze-windows"),
  deleteFreezeWindow: {
    method: "DELETE",
    needs: inProject("operate"),
    send: ({ project }) => ({ path: "/v1/freeze-windows/main", query: { project } }),
  },
  listVetoes: list("vetoes"),
  vetoRelease: post(
    inEnvironmentToCome("operate"),
    () => "/v1/vetoes",
    ({ project, environment }) => ({ project, environment, release: "1.0.0", reason: "a test" }),
  ),
  liftVeto: remove(inEnvironment("operate"), (aim) => `/v1/vetoes/${idOf(aim, "veto")}`),
  readEvents: list("events"),
  readDeliveryMetrics: list("metrics/delivery"),
  pushArtifact: {
    method: "POST",
    // Allowed to who may apply in any place; `isAllowed` of the test knows that no place is named.
    needs: nothing,
    send: () => ({ path: "/v1/artifacts", body: "", mediaType: "application/x-ndjson" }),
  },
  listArtifacts: list("artifacts"),
  listSecrets: {
    method: "GET",
    needs: inProject("view"),
    send: ({ project }) => ({ path: "/v1/secrets", query: { project } }),
  },
  setSecret: {
    method: "PUT",
    needs: inProject("write-secrets"),
    send: ({ project }) => ({ path: `/v1/secrets/${project}/key`, body: { value: "secret" } }),
  },
  deleteSecret: remove(inProject("write-secrets"), ({ project }) => `/v1/secrets/${project}/key`),
  listKinds: list("kinds"),
  listGateKinds: list("gates"),
  listStepKinds: list("steps"),
  listSchemas: list("schemas"),
  getSchema: list("schemas/project"),
  getVersion: list("version"),
  whoAmI: list("auth/whoami"),
  canI: post(
    nothing,
    () => "/v1/auth/can-i",
    ({ project }) => ({ asked: [{ action: "apply", project }] }),
  ),
  createToken: admin("/v1/tokens", { person: "somebody-else" }),
  listTokens: {
    method: "GET",
    needs: everywhere("administer"),
    send: () => ({ path: "/v1/tokens", query: { all: "true" } }),
  },
  revokeToken: remove(
    () => [{ action: "administer", resource: undefined }],
    () => "/v1/tokens/token-none",
  ),
  listPersons: get(everywhere("view"), () => "/v1/people"),
  createPerson: admin("/v1/people", { name: "ada" }),
  renamePerson: admin("/v1/people/ada/rename", { name: "eve" }),
  activatePerson: admin("/v1/people/ada/activate"),
  deactivatePerson: admin("/v1/people/ada/deactivate"),
  linkIdentity: admin("/v1/people/ada/link", account),
  unlinkIdentity: admin("/v1/people/ada/unlink", account),
  listGroups: get(everywhere("view"), () => "/v1/groups"),
  createGroup: admin("/v1/groups", { name: "team" }),
  deleteGroup: remove(everywhere("administer"), () => "/v1/groups/team"),
  addGroupMember: admin("/v1/groups/team/members", { person: "ada" }),
  removeGroupMember: remove(everywhere("administer"), () => "/v1/groups/team/members/ada"),
  listServices: get(everywhere("view"), () => "/v1/services"),
  createService: admin("/v1/services", { name: "builder" }),
  activateService: admin("/v1/services/builder/activate"),
  deactivateService: admin("/v1/services/builder/deactivate"),
  listRoleBindings: {
    method: "GET",
    needs: inProject("administer"),
    send: ({ project }) => ({ path: "/v1/role-bindings", query: { project } }),
  },
  bindRole: post(
    inEnvironmentToCome("administer"),
    () => "/v1/role-bindings",
    ({ project, environment }) => ({ role: "viewer", person: "ada", project, environment }),
  ),
  unbindRole: remove(inEnvironment("administer"), (aim) => `/v1/role-bindings/${idOf(aim, "binding")}`),
  listRefusals: get(everywhere("administer"), () => "/v1/refusals"),
};
