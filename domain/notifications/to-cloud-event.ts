import type { CloudEvent } from "../schema/cloud-event.ts";
import type { JsonObject } from "../schema/json.ts";
import { cdEventOf } from "./cd-event.ts";
import type { NotifiedEvent } from "./notified-event.ts";

/** Bytes of a body at most. */
const BYTES_MAX = 64 * 1024;
/** Characters of a line for people, where the whole would be too long; three bytes each at most. */
const MESSAGE_MAX = 4_000;

/** An event as a CloudEvent whose data is a CDEvent, both under this id. What is longer than 64 KiB is cut, and says so. */
export function toCloudEvent(event: NotifiedEvent, id: string): CloudEvent {
  const whole = envelopeOf(event, id, detailsOf(event));
  if (bytesOf(whole) <= BYTES_MAX) return whole;
  const cut = { ...event, message: event.message.slice(0, MESSAGE_MAX).toWellFormed(), data: {} };
  return envelopeOf(cut, id, { ...detailsOf(cut), isCut: true });
}

function envelopeOf(event: NotifiedEvent, id: string, customData: JsonObject): CloudEvent {
  const { type, id: subjectId, content } = cdEventOf(event);
  const { time, seq, promotionId, project } = event;
  const source = project === "" ? "/holdfast" : `/holdfast/${project}`;
  return {
    specversion: "1.0",
    id,
    source,
    type,
    subject: subjectId,
    time,
    datacontenttype: "application/json",
    ...(seq === undefined ? {} : { hfseq: String(seq) }),
    ...(promotionId === undefined ? {} : { hfpromotion: promotionId }),
    data: {
      context: { specversion: "0.5.1", id, source, type, timestamp: time },
      subject: { id: subjectId, source, content },
      customData,
      customDataContentType: "application/json",
    },
  };
}

/** Everything of it that the words of CDEvents have no place for. */
function detailsOf(event: NotifiedEvent): JsonObject {
  const { type, message, actor, project, environment, component, operationId, promotionId, data } = event;
  return {
    event: type,
    message,
    actor: { kind: actor.kind, name: actor.name },
    project,
    ...(environment === undefined ? {} : { environment }),
    ...(component === undefined ? {} : { component }),
    ...(operationId === undefined ? {} : { operationId }),
    ...(promotionId === undefined ? {} : { promotionId }),
    data,
  };
}

function bytesOf(event: CloudEvent): number {
  return encodeURIComponent(JSON.stringify(event).toWellFormed()).replaceAll(/%../g, "x").length;
}
