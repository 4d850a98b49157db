import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { EXIT } from "./exit-codes.ts";
import type { FollowedTarget } from "./follow-targets.ts";
import type { PromotionLook } from "./promotion-look.ts";
import { renderFaults } from "./render/faults.ts";
import { renderPromotionSummary } from "./render/promotion-summary.ts";
import { renderStepFaults } from "./render/step-faults.ts";
import type { Session } from "./session.ts";

/**
 * Prints a table of what promotions came to, with the faults of those that missed what was waited for.
 * @throws CommandFailure when one did: exit code 4 where a gate or a veto said no to all of them, else 1
 */
export function finishPromotions(session: Session, all: readonly FollowedTarget<PromotionLook>[]): void {
  const { out, err } = session.terminal;
  const promotions = all.flatMap(({ look }) => look.promotion ?? []);
  const screen = { width: out.width(), paint: out.paint, nowMs: Date.now() };
  if (promotions.length > 0) for (const line of renderPromotionSummary(promotions, screen)) out.line(line);
  const missed = all.filter(({ verdict }) => verdict.is === "missed");
  if (missed.length === 0) return;
  for (const { look } of missed) {
    const steps = renderStepFaults(look.promotion?.steps ?? [], err.paint);
    for (const line of [...steps, ...renderFaults(look.components, err.paint)]) err.line(line);
  }
  const isRejected = missed.every(({ look }) => look.promotion?.state === "Rejected");
  throw new CommandFailure(missed.map(({ look, verdict }) => `${nameOf(look)}  ${verdict.text}`).join("; "), {
    exitCode: isRejected ? EXIT.denied : EXIT.error,
    hints: missed.flatMap(({ look }) => nextCommands(look)),
  });
}

function nameOf({ id, promotion }: PromotionLook): string {
  return promotion === undefined ? id : `${promotion.project}/${promotion.environment}`;
}

function nextCommands({ promotion }: PromotionLook): readonly string[] {
  if (promotion === undefined) return [`list them: ${commandName()} promotions list`];
  const { id, choices } = promotion;
  return [
    `${commandName()} explain promotion ${id}`,
    ...choices.map((choice) => {
      const reason = choice === "skip" || choice === "leave" ? " --reason TEXT" : "";
      return `${commandName()} ${choice} ${id}${reason}`;
    }),
  ];
}
