import type { StepContext } from "../step.ts";

/** The address of a component's database, which holds its password; or why there is none. */
export async function componentUrl(
  name: string,
  context: Pick<StepContext, "component">,
): Promise<{ readonly url: string } | { readonly problem: string }> {
  const found = await context.component(name);
  if (found === undefined) return { problem: `there is no component "${name}"` };
  if (!found.isReady) return { problem: `component "${name}" is not ready` };
  const { url } = found.outputs;
  if (typeof url === "string" && /^postgres(ql)?:\/\//.test(url)) return { url };
  return { problem: `component "${name}" is no PostgreSQL database: its output "url" is none of one` };
}
