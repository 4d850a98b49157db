import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment } from "../find-environment.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { parseSince } from "../parse-duration.ts";
import { type DeliveryReport, renderDelivery } from "../render/delivery.ts";
import { instantWord } from "../render/time-words.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface MetricsOptions extends ScopeOptions {
  readonly since: string;
  readonly output: string;
}

/** `metrics`: how often, how fast and how well releases reach production, with formulas and how many promotions stand behind. */
export const metrics: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} metrics`, "every environment of class prod, the last 30 days"],
    [`${commandName()} metrics -e shop-staging --since 7d`, "one environment of any class"],
    [`${commandName()} metrics -o json`, "with the ids of all promotions, and where their time went"],
  );
  withProject(command)
    .option("-e, --environment <NAME>", "only that environment, of whichever class")
    .option("--since <TIME>", "from 30d ago, or from 2026-11-21T08:00:00Z; at most 366d", "30d")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (options: MetricsOptions) => await run(session, options));
};

async function run(session: Session, options: MetricsOptions): Promise<void> {
  const { out, err } = session.terminal;
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const since = new Date(parseSince(options.since, Date.now())).toISOString();
  const { project, environment } = await scopeOf(session, options);
  const found = environment === undefined ? undefined : await requireEnvironment(session, environment, project);
  const query = { project: found?.project ?? project, environment: found?.name, since };
  const report = await session.request<DeliveryReport>({ path: "v1/metrics/delivery", query });
  if (form === "json" || form === "yaml") return out.raw(await machineText(report, form));
  if (report.deployments.length === 0) {
    err.line(`no deployment of ${scopeWords(report)} ended ${periodWords(report)}`);
    const inProject = project === undefined ? "" : ` -p ${project}`;
    const only = found === undefined ? inProject : ` -e ${found.name}${found.flag}`;
    err.line(`look further back: ${commandName()} metrics${only} --since 366d`);
    if (found === undefined) err.line(`look at another class: ${commandName()} metrics -e ENVIRONMENT${inProject}`);
    return;
  }
  out.line(`Deployments of ${scopeWords(report)} that ended ${periodWords(report)}: ${report.deployments.length}`);
  out.line("");
  for (const line of renderDelivery(report.metrics, { width: out.width(), paint: out.paint })) out.line(line);
}

function scopeWords({ project, environment, class: ofClass }: DeliveryReport): string {
  if (environment !== undefined) return project === undefined ? environment : `${project}/${environment}`;
  const all = `environments of class ${ofClass ?? "prod"}`;
  return project === undefined ? all : `${all} in ${project}`;
}

function periodWords({ period }: DeliveryReport): string {
  return `from ${instantWord(period.startAt)} to ${instantWord(period.endAt)}`;
}
