import type { EnvironmentDetail, EnvironmentView, Page } from "../../cli/answers.ts";
import { renderTable } from "../../cli/render/table.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";
import { servicesOf } from "./running-services.ts";

const WIDTH = 100;
const TITLES = ["ENVIRONMENT", "PHASE", "RELEASE", "COMPONENT", "PROCESS", "ANSWERS"];

/**
 * What runs, one line per component: phase from the API, pid from the operating system, and what its address answers.
 * @throws DemoFailure when a component that should be ready is not, or does not answer
 */
export async function closingTable(stage: DemoStage): Promise<string> {
  const { items } = await stage.read<Page<EnvironmentView>>("/v1/environments?project=shop&limit=100");
  const services = await servicesOf(stage);
  const rows: string[][] = [];
  for (const { document, phase } of items) {
    const { name } = document.metadata;
    const { componentList } = await stage.read<EnvironmentDetail>(`/v1/environments/shop/${name}`);
    for (const component of componentList) {
      const service = services.find((found) => found.environment === name && found.component === component.name);
      const answer = service === undefined ? undefined : await fetch(`${service.url}/healthz`);
      const isDue = phase === "Ready";
      if (isDue && (component.phase !== "Ready" || answer?.ok === false)) {
        throw new DemoFailure(
          `${component.name} of ${name} is ${component.phase} and answers ${answer?.status ?? "nothing"}`,
        );
      }
      const answers = service === undefined ? component.kind : `${service.url} ${answer?.status ?? ""}`;
      rows.push([
        name,
        phase,
        document.spec.release,
        component.name,
        service === undefined ? "" : `pid ${service.pid}`,
        answers,
      ]);
    }
  }
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable({ titles: TITLES, rows: cells }, { width: WIDTH, paint: (_, text) => text }).join("\n");
}
