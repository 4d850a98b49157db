import { usageFailure } from "./command-failure.ts";
import { meantWords } from "./did-you-mean.ts";
import type { Look } from "./look.ts";

/** Whether what is waited for has come about. `text` says what was found, in one line. */
export type Verdict =
  | { readonly is: "pending" }
  | { readonly is: "reached"; readonly text: string }
  | { readonly is: "missed"; readonly text: string };

/** Decides from one look. */
export type Judge = (look: Look) => Verdict;

const PHASES = ["Pending", "Running", "Ready", "Failed", "Held", "Suspended", "Asleep", "Deleting", "Gone"];
const PENDING: Verdict = { is: "pending" };

/** Waits for the end of the target's operation; only `Succeeded` is good. Without an operation, for the environment to be as desired. */
export const judgeOperation: Judge = (look) => {
  const { operation, target } = look;
  if (target.operationId === undefined) return judgeReady(look);
  if (operation === undefined) return { is: "missed", text: `there is no operation "${target.operationId}"` };
  if (operation.state === "Accepted" || operation.state === "Running") return PENDING;
  const text = `${operation.kind} ${operation.state}${operation.reason === "" ? "" : `: ${operation.reason}`}`;
  return { is: operation.state === "Succeeded" ? "reached" : "missed", text };
};

/** Waits until the environment is as desired: phase `Ready`, and of the newest generation. */
export const judgeReady: Judge = (look) => {
  const { environment } = look;
  if (environment === undefined) return { is: "missed", text: "it is gone" };
  if (environment.phase === "Ready" && environment.observedGeneration >= environment.generation)
    return { is: "reached", text: "Ready" };
  if (environment.phase === "Deleting" || environment.phase === "Gone")
    return { is: "missed", text: "it is being deleted" };
  return unlessStuck(look);
};

/** The judge of `condition=Ready`, `condition=Gone` or `phase=…`. @throws CommandFailure with exit code 2 for anything else */
export function parseCondition(text: string): Judge {
  const [, type, word = ""] = /^(condition|phase)=(.+)$/i.exec(text) ?? [];
  const phase = PHASES.find((known) => known.toLowerCase() === word.toLowerCase());
  if (type === undefined || phase === undefined)
    throw usageFailure(
      `cannot wait for "${text}"${meantWords(word, PHASES)}`,
      "use --for=condition=Ready, --for=condition=Gone or --for=phase=PHASE",
      `phases: ${PHASES.join(", ")}`,
    );
  if (type.toLowerCase() === "phase") return judgePhase(phase);
  if (phase === "Ready") return judgeReady;
  if (phase === "Gone") return judgePhase("Gone");
  throw usageFailure(`"${word}" is no condition`, "conditions: Ready, Gone", `for a phase: --for=phase=${phase}`);
}

function judgePhase(phase: string): Judge {
  return (look) => {
    const seen = look.environment?.phase ?? "Gone";
    if (seen === phase) return { is: "reached", text: phase };
    if (seen === "Gone") return { is: "missed", text: "it is gone" };
    return unlessStuck(look);
  };
}

/** Failed and held environments do nothing by themselves, unless something waits for its turn in them. */
function unlessStuck({ environment, operation }: Look): Verdict {
  if (environment === undefined || !["Failed", "Held"].includes(environment.phase)) return PENDING;
  if (operation?.state === "Accepted" || operation?.state === "Running") return PENDING;
  const reason = environment.hold?.reason ?? environment.reason;
  return { is: "missed", text: `${environment.phase}${reason === "" ? "" : `: ${reason}`}` };
}
