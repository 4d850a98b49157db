import { notFoundFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { openDisplay } from "../display.ts";
import { environmentNameOf, findEnvironment, requireEnvironment } from "../find-environment.ts";
import { finishWait } from "../finish-wait.ts";
import { follow } from "../follow.ts";
import { type Judge, parseCondition } from "../judge.ts";
import { look, type Target } from "../look.ts";
import { parseDuration } from "../parse-duration.ts";
import { withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface WaitOptions {
  readonly for: string;
  readonly timeout: string;
  readonly project?: string;
}

/** `wait --for=… environment/NAME…`: returns when it is so; 124 when the time is over, 1 as soon as it cannot come about by itself. */
export const wait: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} wait --for=condition=Ready environment/shop-dev --timeout 5m`, "until it is up"],
    [`${commandName()} wait --for=condition=Gone environment/scratch`, "until it is deleted"],
    [`${commandName()} wait --for=phase=Held environment/shop-prod`, "until it has this phase"],
  );
  withProject(command)
    .argument("<ENVIRONMENT...>", "environment/NAME, or the name alone")
    .option("--for <CONDITION>", "condition=Ready, condition=Gone or phase=PHASE", "condition=Ready")
    .option("--timeout <DURATION>", "how long; 0 looks once", "5m")
    .action(async (names: readonly string[], options: WaitOptions) => await run(session, names, options));
};

async function run(session: Session, names: readonly string[], options: WaitOptions): Promise<void> {
  const judge = parseCondition(options.for);
  const timeoutMs = parseDuration(options.timeout);
  const targets: Target[] = [];
  for (const name of names) {
    const target = await findTarget(session, name, { judge, project: options.project });
    if (target === undefined) session.terminal.err.line(`environment "${environmentNameOf(name)}" is not there`);
    else targets.push(target);
  }
  if (targets.length === 0) return;
  const comeBack = [
    `${commandName()} wait --for=${options.for} ${targets.map(({ name }) => `environment/${name}`).join(" ")}`,
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
