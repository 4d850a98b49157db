import type { EnvironmentDetail, OperationView, Page } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { ProblemFailure } from "./problem-failure.ts";
import type { Session } from "./session.ts";

/** An environment that is followed. */
export interface Target {
  readonly project: string;
  readonly name: string;
  /** The operation whose end is waited for; absent when the environment's state is. */
  readonly operationId?: string | undefined;
}

/** What one look found. */
export interface Look {
  readonly target: Target;
  /** Absent when there is no such environment (any more). */
  readonly environment?: EnvironmentDetail;
  /** The target's operation, else the one that runs or waits for its turn; absent when there is none. */
  readonly operation?: OperationView;
}

const UNENDED = ["Accepted", "Running"];

/** Looks at an environment and at the work in it. Throws as `request` does, except for what is not there. */
export async function look(session: Session, target: Target): Promise<Look> {
  const environment = await unlessAbsent(
    session.request<EnvironmentDetail>({ path: apiPath("environments", target.project, target.name) }),
  );
  const operation = await workOf(session, target, environment);
  return {
    target,
    ...(environment === undefined ? {} : { environment }),
    ...(operation === undefined ? {} : { operation }),
  };
}

async function workOf(
  session: Session,
  target: Target,
  environment: EnvironmentDetail | undefined,
): Promise<OperationView | undefined> {
  const id = target.operationId ?? environment?.runningOperationId;
  if (id !== undefined) return await unlessAbsent(session.request<OperationView>({ path: apiPath("operations", id) }));
  if (environment === undefined || !["Failed", "Held", "Ready"].includes(environment.phase)) return undefined;
  if (environment.phase === "Ready" && environment.observedGeneration >= environment.generation) return undefined;
  // It looks finished. Only an operation that waits for its turn would change that.
  const query = { project: target.project, environment: target.name, limit: 100 };
  const { items }: Page<OperationView> = await session.request({ path: "v1/operations", query });
  return items.find(({ state, environmentUid }) => UNENDED.includes(state) && environmentUid === environment.uid);
}

async function unlessAbsent<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProblemFailure && error.problem.status === 404) return undefined;
    throw error;
  }
}
