import type { EventView } from "../../../cli/answers.ts";
import type { ApiCalls } from "../api-calls.ts";
import type { ControlRows } from "../truth/control-rows.ts";
import { checkEach, type Check } from "./check.ts";

const PAGE = 500;

/** That a reader that pages through the events misses none. */
export async function checkEvents(api: ApiCalls, { unsealedEvents }: ControlRows): Promise<readonly Check[]> {
  const seen: number[] = [];
  for (;;) {
    const page = await api.read<{ readonly items: readonly EventView[]; readonly lastSeq: number }>(
      `/v1/events?after=${seen.at(-1) ?? 0}&limit=${PAGE}`,
    );
    if (page === undefined || page.items.length === 0) break;
    seen.push(...page.items.map(({ seq }) => seq));
  }
  return [
    checkEach("the sequence of events has no gap", [...seen.entries()], ([index, seq]) =>
      seq === index + 1 ? undefined : `event ${seq} comes as number ${index + 1}`,
    ),
    checkEach("every event has its number", [unsealedEvents], (left) =>
      left === 0 ? undefined : `${left} events have none`,
    ),
  ];
}
