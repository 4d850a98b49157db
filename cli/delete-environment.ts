import type { AcceptedAnswer, EnvironmentDetail } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { confirm } from "./ask.ts";
import { commandName } from "./command-name.ts";
import { openDisplay } from "./display.ts";
import { environmentNameOf, findEnvironment, requireProject } from "./find-environment.ts";
import { finishWait } from "./finish-wait.ts";
import { follow } from "./follow.ts";
import { judgeOperation } from "./judge.ts";
import { look } from "./look.ts";
import { printAccepted } from "./print-accepted.ts";
import type { Session } from "./session.ts";

/** How an environment is deleted. */
interface Mode {
  /** Leaves its components as they are. */
  readonly keep: boolean;
  /** Asks nobody. */
  readonly isSure: boolean;
  /** Milliseconds to watch; undefined to return at once. */
  readonly waitMs: number | undefined;
}

/** Deletes an environment. One that is gone already is fine: the server says so. */
export async function deleteEnvironment(
  session: Session,
  given: { readonly name: string; readonly project: string | undefined },
  mode: Mode,
): Promise<void> {
  const name = environmentNameOf(given.name);
  // A name that is not listed may have been deleted before. Only the server knows.
  const found = await findEnvironment(session, name, given.project);
  const project = found?.project ?? (await requireProject(session));
  const environment = mode.isSure ? undefined : (await look(session, { project, name })).environment;
  if (environment !== undefined) await askFirst(session, environment, mode);

  const answer = await session.request<AcceptedAnswer>({
    method: "DELETE",
    path: apiPath("environments", project, name),
    query: { keep: mode.keep ? "true" : undefined },
    // What was shown to the person is what gets deleted, or nothing.
    headers: environment === undefined ? {} : { "if-match": `"${environment.generation}"` },
  });
  printAccepted(session, answer);
  const approvalId = answer.results.find((result) => result.approvalId !== undefined)?.approvalId;
  if (approvalId !== undefined)
    return session.terminal.err.line(`people are asked first: ${commandName()} approvals get ${approvalId}`);
  const operationId = answer.results.find((result) => result.operationId !== undefined)?.operationId;
  if (operationId === undefined) return;

  const comeBack = [`${commandName()} wait --for=condition=Gone environment/${name} -p ${project}`];
  if (mode.waitMs === undefined) return session.terminal.err.line(`follow it: ${comeBack.join("")}`);
  const wait = { targets: [{ project, name, operationId }], judge: judgeOperation, timeoutMs: mode.waitMs, comeBack };
  finishWait(session, await follow(session, wait, openDisplay(session.terminal.err)));
}

async function askFirst(
  session: Session,
  { document, components }: EnvironmentDetail,
  { keep, isSure }: Mode,
): Promise<void> {
  const { metadata, spec } = document;
  const what = `${spec.class} environment ${metadata.project}/${metadata.name} with ${components.total} components`;
  const text = keep ? `This stops managing the ${what}, and leaves them running.` : `This deletes the ${what}.`;
  await confirm(session, { text, word: spec.class === "prod" ? metadata.name : "yes", isSure });
}
