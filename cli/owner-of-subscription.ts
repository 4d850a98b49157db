import { notFoundFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { listAll } from "./list-all.ts";
import type { SubscriptionView } from "./notification-answers.ts";
import type { Session } from "./session.ts";

/** The project of a subscription: the one that is wished, the context's, or the only one that has it. @throws CommandFailure where there is none, or several */
export async function ownerOfSubscription(session: Session, name: string, wished: string | undefined): Promise<string> {
  const known = wished ?? (await session.connection()).project;
  if (known !== undefined) return known;
  const all = await listAll<SubscriptionView>(session, "v1/subscriptions");
  const owners = all.flatMap(({ document: { metadata } }) => (metadata.name === name ? [metadata.project ?? ""] : []));
  const [owner] = owners;
  if (owner === undefined)
    throw notFoundFailure(`there is no subscription "${name}"`, `list them: ${commandName()} get subscriptions`);
  if (owners.length === 1) return owner;
  throw usageFailure(
    `${owners.length} projects have a subscription "${name}"`,
    `say which: ${owners.map((each) => `-p ${each}`).join(", ")}`,
  );
}
