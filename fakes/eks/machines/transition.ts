import type { Override } from "../fault-schema.ts";
import type { Resource } from "../resource.ts";
import type { Timer } from "../timers.ts";
import type { World } from "../world.ts";

/** How something that was begun will end. */
export interface Course {
  readonly verb: string;
  readonly seconds: number;
  readonly failSeconds: number;
  /** What an injected fault makes of it. */
  readonly override: Override | undefined;
  readonly data?: Readonly<Record<string, unknown>>;
  /** The failure that is due without any fault; absent when it goes well. */
  readonly failure?: Failure;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly resourceIds: readonly string[] | null;
  readonly status?: string | undefined;
}

/** Schedules the end of what was begun on a resource: done or fail, or never. */
export function scheduleCourse(world: World, resource: Resource, course: Course): void {
  const { verb, seconds, failSeconds, override, failure, data = {} } = course;
  if (override?.do === "stick") {
    return world.schedule(resource, { verb, ending: "done", seconds, isHeld: true, data });
  }
  if (override?.do === "fail") {
    const { code, message, resourceIds, status, afterSeconds = failSeconds } = override;
    const injected = { code, message, resourceIds, status };
    return world.schedule(resource, {
      verb,
      ending: "fail",
      seconds: afterSeconds,
      data: { ...data, failure: injected },
    });
  }
  const factor = override?.do === "slow" ? override.factor : 1;
  if (failure !== undefined) {
    const timer = { verb, ending: "fail", seconds: failSeconds * factor, data: { ...data, failure } };
    return world.schedule(resource, timer);
  }
  world.schedule(resource, { verb, ending: "done", seconds: seconds * factor, data });
}

/** The failure in the data of a timer. */
export function failureOf({ data }: Timer): Failure {
  const unknown = { code: "Unknown", message: "it failed", resourceIds: null };
  return { ...unknown, ...(data["failure"] as Partial<Failure> | undefined) };
}

/** The failure as a health issue. */
export function issueOf({ code, message, resourceIds }: Failure) {
  return { code, message, resourceIds };
}
