import type { Resource } from "../../domain/schema/access.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";

/** An environment as the resource of a decision about access. */
export function environmentOf(about: {
  readonly project: string;
  readonly environment: string;
  readonly class: EnvironmentClass;
}): Resource {
  return { kind: "environment", project: about.project, environment: about.environment, class: about.class };
}
