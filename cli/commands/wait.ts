import { notFoundFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { openDisplay } from "../display.ts";
import { environmentNameOf, findEnvironment, requireEnvironment } from "../find-environment.ts";
import { finishWait } from "../finish-wait.ts";
import { follow } from "../follow.ts";
import { followPromotions } from "../follow-promotions.ts";
import { type Judge, parseCondition } from "../judge.ts";
import { judgeOver, judgeVerified, type PromotionJudge } from "../judge-promotion.ts";
import { look, type Target } from "../look.ts";
import { parseDuration } from "../parse-duration.ts";
import { withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface WaitOptions {
  readonly for?: string;
  readonly timeout: string;
  readonly project?: string;
}

/**
 * `wait --for=… environment/NAME…` or `promotion/ID…`: returns when it is so; 124 when the time is over, 1 as soon as it
 * cannot come about by itself, 4 where a promotion was rejected.
 */
export const wait: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} wait --for=condition=Ready environment/shop-dev --timeout 5m`, "until it is up"],
    [`${commandName()} wait --for=condition=Gone environment/scratch`, "until it is deleted"],
    [`${commandName()} wait --for=phase=Held environment/shop-prod`, "until it has this phase"],
    [`${commandName()} wait --for=over promotion/ID`, "0 verified, 1 failed, 4 rejected"],
  );
  withProject(command)
    .argument("<NAME...>", "environment/NAME, the name of an environment alone, or promotion/ID")
    .option(
      "--for <CONDITION>",
      "condition=Ready (default), condition=Gone or phase=PHASE; of a promotion over (default) or verified, which a hold ends too",
    )
    .option("--timeout <DURATION>", "how long; 0 looks once", "5m")
    .action(async (names: readonly string[], options: WaitOptions) => await run(session, names, options));
};

async function run(session: Session, names: readonly string[], options: WaitOptions): Promise<void> {
  const timeoutMs = parseDuration(options.timeout);
  const ids = names.flatMap((name) => /^(?:promotions?|prs?)\/(.+)$/.exec(name)?.[1] ?? []);
  if (ids.length === 0) return await waitForEnvironments(session, names, { ...options, timeoutMs });
  if (ids.length < names.length)
    throw usageFailure("cannot wait for environments and promotions at once", "wait for the ones, then for the others");
  await followPromotions(session, { ids, judge: promotionJudge(options.for ?? "over"), timeoutMs });
}

function promotionJudge(condition: string): PromotionJudge {
  const judge = { over: judgeOver, verified: judgeVerified }[condition];
  if (judge !== undefined) return judge;
  throw usageFailure(`cannot wait for "${condition}" of a promotion`, "use --for=over or --for=verified");
}

async function waitForEnvironments(
  session: Session,
  names: readonly string[],
  options: WaitOptions & { readonly timeoutMs: number },
): Promise<void> {
  const { timeoutMs, for: condition = "condition=Ready" } = options;
  const judge = parseCondition(condition);
  const targets: Target[] = [];
  for (const name of names) {
    const target = await findTarget(session, name, { judge, project: options.project });
    if (target === undefined) session.terminal.err.line(`environment "${environmentNameOf(name)}" is not there`);
    else targets.push(target);
  }
  if (targets.length === 0) return;
  const comeBack = [
    `${commandName()} wait --for=${condition} ${targets.map(({ name }) => `environment/${name}`).join(" ")}`,
  ];
  finishWait(
    session,
    await follow(session, { targets, judge, timeoutMs, comeBack }, openDisplay(session.terminal.err)),
  );
}

/** Undefined when nothing is there and that is what is waited for. @throws CommandFailure with exit code 3 when it is not */
async function findTarget(
  session: Session,
  given: string,
  { judge, project }: { readonly judge: Judge; readonly project: string | undefined },
): Promise<Target | undefined> {
  const found = await findEnvironment(session, given, project);
  if (found !== undefined && (await look(session, found)).environment !== undefined) return found;
  const name = environmentNameOf(given);
  if (judge({ target: { project: project ?? "", name } }).is === "reached") return undefined;
  if (found === undefined) return await requireEnvironment(session, given, project);
  throw notFoundFailure(
    `project "${found.project}" has no environment "${name}"`,
    `list them: ${commandName()} get environments -A`,
  );
}
