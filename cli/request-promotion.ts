import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import type { AcceptedAnswer } from "./answers.ts";
import { carryPromotion } from "./carry-promotion.ts";
import { usageFailure } from "./command-failure.ts";
import { requireEnvironment } from "./find-environment.ts";
import { withProject } from "./scope-options.ts";
import { jsonCall, sendOnce } from "./send-once.ts";
import type { Session } from "./session.ts";
import { type WaitOptions, waitMsOf, withWait } from "./wait-options.ts";

/** The options of whatever brings a release into a stage. */
export interface PromotionOptions extends WaitOptions {
  readonly environment: string;
  readonly project?: string;
  readonly reason?: string;
  readonly overrideFreeze?: string;
  readonly change: readonly string[];
  readonly idempotencyKey?: string;
}

/** Adds the options that promote and rollback share. */
export function withPromotion(command: Command): Command {
  const collect = (given: string, before: readonly string[]) => [...before, given];
  withProject(command)
    .requiredOption("-e, --environment <NAME>", "the stage, by its environment")
    .option("--override-freeze <REASON>", "pass by freeze windows, and say why; kept in the record")
    .option("--change <GATE=NUMBER>", "a change that exists, for the gate of that name; can be repeated", collect, [])
    .option(
      "--idempotency-key <KEY>",
      "repeating a request with the same key gets its first answer; made up by default",
    );
  return withWait(command, "watch gates, steps and components until it is verified, or cannot be any more");
}

/** Asks for a promotion, prints what was accepted, and watches it where that is wished. */
export async function requestPromotion(
  session: Session,
  { kind, release }: { readonly kind: "promote" | "rollback"; readonly release: string | undefined },
  options: PromotionOptions,
): Promise<void> {
  const waitMs = waitMsOf(options);
  const supplied = suppliedOf(options.change);
  const { project, name } = await requireEnvironment(session, options.environment, options.project);
  const { reason, overrideFreeze, idempotencyKey } = options;
  const wish = { project, environment: name, release, kind, reason, overrideFreeze, supplied };
  const call = jsonCall("POST", "v1/promotions", wish);
  const answer = await sendOnce<AcceptedAnswer>(session, call, idempotencyKey ?? randomUUID());
  await carryPromotion(session, answer, { waitMs });
}

function suppliedOf(changes: readonly string[]): Readonly<Record<string, string>> {
  const pairs = changes.map((given) => {
    const [, gate, number] = /^([^=]+)=(.+)$/.exec(given) ?? [];
    if (gate === undefined || number === undefined)
      throw usageFailure(`"${given}" names no change of a gate`, "write it as --change GATE=CHG0030001");
    return [gate, number] as const;
  });
  return Object.fromEntries(pairs);
}
