import type { EnvironmentDetail, EnvironmentView, Page } from "../../cli/answers.ts";
import type { DemoStage } from "./demo-stage.ts";

/** The first hundred environments with their components, of one project or of all. One that is deleted meanwhile is left out. */
export async function readEnvironments(stage: DemoStage, project?: string): Promise<readonly EnvironmentDetail[]> {
  const of = project === undefined ? "" : `&project=${encodeURIComponent(project)}`;
  const { items } = await stage.read<Page<EnvironmentView>>(`/v1/environments?limit=100${of}`);
  const details = await Promise.all(
    items.map(async ({ uid, document: { metadata } }) => {
      const detail = await stage.find<EnvironmentDetail>(`/v1/environments/${metadata.project}/${metadata.name}`);
      return detail?.uid === uid ? [detail] : [];
    }),
  );
  return details.flat();
}
