import { setTimeout as sleep } from "node:timers/promises";
import type { AcceptedAnswer } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { EXIT } from "./exit-codes.ts";
import type { DeliveryDetail } from "./notification-answers.ts";
import { durationWords } from "./render/time-words.ts";
import type { Session } from "./session.ts";

const LOOK_EVERY_MS = 250;

/** Queues a test and waits for its first attempt. @throws CommandFailure where it failed, or did not come in time */
export async function testSubscription(
  session: Session,
  { project, name }: { readonly project: string; readonly name: string },
  timeoutMs: number,
): Promise<void> {
  const path = apiPath("subscriptions", project, name, "test");
  const { results } = await session.request<AcceptedAnswer>({ method: "POST", path });
  const id = results[0]?.name ?? "";
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { attemptList } = await session.request<DeliveryDetail>({ path: apiPath("deliveries", id) });
    const [attempt] = attemptList;
    if (attempt !== undefined && attempt.outcome === "delivered") {
      const status = attempt.status === undefined ? "" : `, it answered ${attempt.status}`;
      return session.terminal.out.line(
        `${project}/${name}  delivered in ${durationWords(attempt.tookMs)}${status}  ${id}`,
      );
    }
    const hints = [`${commandName()} notifications get ${id}`];
    if (attempt !== undefined) throw new CommandFailure(`${project}/${name} was not told: ${attempt.fault}`, { hints });
    if (Date.now() >= deadline)
      throw new CommandFailure(`no attempt within ${durationWords(timeoutMs)}; it goes on`, {
        exitCode: EXIT.timedOut,
        hints,
      });
    await sleep(LOOK_EVERY_MS);
  }
}
