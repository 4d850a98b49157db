import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger, type WorkerOptions } from "@temporalio/worker";
import { workflowBundle } from "../../workers/orchestrator/workflow-bundle.ts";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * The workflows as a test's worker runs them. With HOLDFAST_TEST_NO_CACHE=1 it caches none, and every activity is one of its
 * own: this SDK loses a workflow task in which an activity was tried when nothing is cached, until that task times out.
 */
export async function workflowCode(
  directory: string,
): Promise<Pick<WorkerOptions, "workflowBundle" | "maxCachedWorkflows">> {
  if (process.env["HOLDFAST_TEST_NO_CACHE"] !== "1")
    return { workflowBundle: { codePath: await workflowBundle(process.env["HOLDFAST_BUNDLE_DIR"] ?? directory) } };
  const workflowBundleOfTest = await bundleWorkflowCode({
    workflowsPath: pathOf("../../workflows/index.ts"),
    workflowInterceptorModules: [pathOf("./far-only.ts")],
    logger: new DefaultLogger("WARN"),
  });
  return { workflowBundle: workflowBundleOfTest, maxCachedWorkflows: 0 };
}
