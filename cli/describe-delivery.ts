import { apiPath } from "./api-path.ts";
import { commandName } from "./command-name.ts";
import { machineText, type OutputForm } from "./machine-output.ts";
import type { DeliveryDetail } from "./notification-answers.ts";
import { renderFields, renderSection } from "./render/fields.ts";
import { type Paint, styleOfWord } from "./render/paint.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords, instantWord } from "./render/time-words.ts";
import type { Session } from "./session.ts";

/** Prints everything about one delivery. */
export async function describeDelivery(session: Session, id: string, form: OutputForm): Promise<void> {
  const delivery = await session.request<DeliveryDetail>({ path: apiPath("deliveries", id) });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(delivery, form));
  for (const line of deliveryFields(delivery, out.paint)) out.line(line);
  for (const line of renderSection("Attempts, newest first", attemptLines(delivery), out.paint)) out.line(line);
  if (delivery.state === "delivered") return;
  const next = `${commandName()} notifications redeliver ${id}`;
  for (const line of renderSection("Next", [next], out.paint)) out.line(line);
}

function deliveryFields(delivery: DeliveryDetail, paint: Paint): readonly string[] {
  const { id, project, subscription, event, state, attempts, lastFault, createdAt, nextAt, settledAt } = delivery;
  const style = styleOfWord(state);
  return renderFields(
    [
      ["Delivery", id],
      ["Subscription", `${project}/${subscription}`],
      ["Event", event.seq === undefined ? event.type : `${event.type}, ${event.seq}`],
      ["Message", oneLine(event.message)],
      ["State", style === undefined ? state : paint(style, state)],
      ["Attempts", String(attempts)],
      ["Fault", oneLine(lastFault)],
      ["Queued", instantWord(createdAt)],
      ["Next attempt", nextAt === undefined ? undefined : instantWord(nextAt)],
      ["Settled", settledAt === undefined ? undefined : instantWord(settledAt)],
      ["Body", delivery.payloadDigest],
    ],
    paint,
  );
}

function attemptLines({ attemptList }: DeliveryDetail): readonly string[] {
  return attemptList.map(({ number, at, tookMs, outcome, status, fault, answer }) => {
    const word = outcome === "delivered" ? `delivered${status === undefined ? "" : `, ${status}`}` : oneLine(fault);
    const said = answer === "" ? "" : `  "${oneLine(answer).slice(0, 120)}"`;
    return `${number}  ${instantWord(at)}  in ${durationWords(tookMs)}  ${word}${said}`;
  });
}
