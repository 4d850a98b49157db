import type { JsonObject } from "../schema/json.ts";
import type { NotifiedEvent } from "./notified-event.ts";

/** What an event is in the words of CDEvents. */
export interface CdEventSubject {
  /** With its version. */
  readonly type: string;
  readonly id: string;
  readonly content: JsonObject;
}

/**
 * An event in the words of CDEvents 0.5.1 where those have one, else in words of our own beside them: held environments
 * and lost components are incidents, operations are pipeline runs, verified promotions are upgrades of a service, which
 * is the project in its environment.
 */
export function cdEventOf(event: NotifiedEvent): CdEventSubject {
  return standard(event) ?? ownWords(event);
}

function standard(event: NotifiedEvent): CdEventSubject | undefined {
  const { type, environment, operationId } = event;
  if (type.startsWith("operation.") && operationId !== undefined) return pipelineRun(event, operationId);
  if (environment === undefined) return undefined;
  switch (type) {
    case "environment.created":
      return environmentWas("created", environment);
    case "environment.changed":
    case "environment.suspended":
    case "environment.slept":
    case "environment.woken":
    case "environment.extended":
      return environmentWas("modified", environment);
    case "environment.deleted":
      return environmentWas("deleted", environment);
    case "environment.held":
      return incident("detected", event, `${environment}/hold`);
    case "environment.resumed":
      return event.data["endsHold"] === true
        ? incident("resolved", event, `${environment}/hold`)
        : environmentWas("modified", environment);
    case "component.lost":
      return incident("detected", event, `${environment}/${event.component ?? ""}/lost`);
    case "promotion.verified":
    case "promotion.restored":
      return service(event, environment);
    default:
      return undefined;
  }
}

const PIPELINE_RUN: Readonly<Record<string, { readonly predicate: string; readonly outcome?: string }>> = {
  "operation.requested": { predicate: "queued" },
  "operation.started": { predicate: "started" },
  "operation.succeeded": { predicate: "finished", outcome: "success" },
  "operation.failed": { predicate: "finished", outcome: "failure" },
  "operation.not-admitted": { predicate: "finished", outcome: "error" },
  "operation.superseded": { predicate: "finished", outcome: "error" },
  "operation.cancelled": { predicate: "finished", outcome: "error" },
  "operation.abandoned": { predicate: "finished", outcome: "error" },
};

function pipelineRun({ type, data, project, environment, message }: NotifiedEvent, id: string) {
  const run = PIPELINE_RUN[type];
  if (run === undefined) return undefined;
  const { kind } = data;
  const content = {
    pipelineName: [project, environment, typeof kind === "string" ? kind : undefined].filter(Boolean).join("/"),
    ...(run.outcome === undefined ? {} : { outcome: run.outcome }),
    ...(run.outcome === undefined || run.outcome === "success" ? {} : { errors: message }),
  };
  return { type: `dev.cdevents.pipelinerun.${run.predicate}.0.3.0`, id, content };
}

function environmentWas(predicate: string, environment: string): CdEventSubject {
  return { type: `dev.cdevents.environment.${predicate}.0.3.0`, id: environment, content: { name: environment } };
}

function incident(predicate: string, event: NotifiedEvent, id: string): CdEventSubject {
  const { environment = "", component, message } = event;
  const content = {
    description: message,
    environment: { id: environment },
    ...(component === undefined ? {} : { service: { id: `${environment}/${component}` } }),
  };
  return { type: `dev.cdevents.incident.${predicate}.0.3.0`, id, content };
}

function service(event: NotifiedEvent, environment: string): CdEventSubject | undefined {
  const { type, project, data } = event;
  const { kind, release, releaseDigest, runs } = data;
  if (kind === "change" && type === "promotion.verified") return environmentWas("modified", environment);
  const isRestored = type === "promotion.restored";
  const version = isRestored ? runs : release;
  if (typeof version !== "string") return undefined;
  const digest = !isRestored && typeof releaseDigest === "string" ? `?checksum=${encoded(releaseDigest)}` : "";
  const predicate = isRestored || kind === "rollback" ? "rolledback" : "upgraded";
  const content = {
    environment: { id: environment },
    artifactId: `pkg:generic/${project}@${encoded(version)}${digest}`,
  };
  return { type: `dev.cdevents.service.${predicate}.0.3.0`, id: `${environment}/${project}`, content };
}

const encoded = (text: string): string => encodeURIComponent(text);

function ownWords(event: NotifiedEvent): CdEventSubject {
  const { type, environment, message } = event;
  const [noun = "", predicate = ""] = type.split(".");
  const content = {
    description: message,
    ...(environment === undefined ? {} : { environment: { id: environment } }),
  };
  return { type: `dev.cdeventsx.holdfast-${noun}.${predicate}.0.1.0`, id: idOf(event, noun), content };
}

function idOf(event: NotifiedEvent, noun: string): string {
  const { project, environment, component, operationId, promotionId, data } = event;
  if (noun === "operation" && operationId !== undefined) return operationId;
  if (noun === "promotion" && promotionId !== undefined) return promotionId;
  const called = data[noun] ?? data["name"];
  if (typeof called === "string" && called !== "") return called;
  if (component !== undefined) return [environment, component].filter(Boolean).join("/");
  return promotionId ?? operationId ?? environment ?? (project === "" ? "holdfast" : project);
}
