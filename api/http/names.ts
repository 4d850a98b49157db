import { z } from "@hono/zod-openapi";

/** A name in a path or query. What is stored has stricter names; another name is simply not found. */
export const PathName = z.string().min(1).max(130);
/** Path of what is named inside a project. */
export const ProjectAndName = z.object({ project: PathName, name: PathName });
