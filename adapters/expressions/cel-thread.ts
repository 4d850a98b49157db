import { parentPort } from "node:worker_threads";
import { OrchestratorError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { compileCel } from "./cel-program.ts";

/** The thread's side: evaluates one expression after the other; whoever asks keeps the time. */
parentPort?.on(
  "message",
  ({ expression, bindings }: { readonly expression: string; readonly bindings: JsonObject }) => {
    const program = compileCel(expression);
    parentPort?.postMessage({ type: "started" });
    try {
      parentPort?.postMessage({ type: "answer", value: program.run(bindings) });
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      parentPort?.postMessage({ type: "refusal", code: error.code, message: error.message });
    }
  },
);
