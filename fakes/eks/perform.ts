import { createHash } from "node:crypto";
import type { Answer, Call, Operation } from "./call.ts";
import { tokenOf } from "./check-input.ts";
import { aboutOf } from "./describe-call.ts";
import { toldOf } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import type { Recorder } from "./recorder.ts";
import { invalidParameter, Refused } from "./refused.ts";
import type { KeptAnswer } from "./store.ts";
import type { Told, TruthLog } from "./truth-log.ts";
import type { World } from "./world.ts";

/** How a call came out. */
export type Outcome =
  | {
      readonly body: Readonly<Record<string, unknown>>;
      /** Line of the effect; absent for a read. */
      readonly seq?: number;
    }
  | { readonly refused: Refused };

/** Runs an operation: replays what its token knows, else does it, and writes down what happened. */
export type Perform = (operation: Operation, call: Call, envelope: Envelope) => Outcome;

export function performOn({ world, recorder, log }: { world: World; recorder: Recorder; log: TruthLog }): Perform {
  function replay(token: Token, told: Told): Outcome | undefined {
    const kept = world.store.token(token.key);
    if (kept === undefined || !isValid(world, kept)) return undefined;
    if (kept.paramsHash !== token.paramsHash) {
      throw invalidParameter("The client request token was used before with different parameters.");
    }
    const line = log.append(
      { ...told, outcome: "replay", resource: kept.resource, incarnation: kept.incarnation },
      { simTime: world.nowMs },
    );
    return { body: kept.body as Answer["body"], seq: line.seq };
  }

  function execute(
    operation: Operation,
    call: Call,
    { told, token }: { told: Told; token: Token | undefined },
  ): Outcome {
    const { result, ...written } = recorder.collect(() => {
      const answer = operation.run(world, call);
      const { resource } = answer;
      if (token !== undefined && resource !== undefined) {
        const { paramsHash } = token;
        const incarnation = world.store.get(resource)?.incarnation ?? "";
        world.keepAnswer(token.key, { paramsHash, body: answer.body, at: world.nowMs, resource, incarnation });
      }
      return answer;
    });
    const simTime = world.nowMs;
    if (operation.access === "read") return { body: result.body };
    if (result.resource === undefined) {
      const line = log.append({ ...told, outcome: "unchanged" }, { simTime });
      return { body: result.body, seq: line.seq };
    }
    const line = recorder.append({ ...told, outcome: "new", resource: result.resource }, { simTime, ...written });
    return { body: result.body, seq: line.seq };
  }

  return (operation, call, envelope) => {
    const { account, region } = call.caller;
    const told: Told = { kind: "effect", account, region, operation: operation.name, ...toldOf(envelope) };
    try {
      const token = operation.takesToken ? tokenFor(operation, call) : undefined;
      if (token === undefined) return execute(operation, call, { told, token });
      const named = { ...told, token: token.text, paramsHash: token.paramsHash };
      return replay(token, named) ?? execute(operation, call, { told: named, token });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (world.settings.logRefused && operation.access === "write") {
        const { errorName: outcome, message } = error;
        const resource = aboutOf(call);
        const about = resource === undefined ? {} : { resource };
        const line = { ...told, ...about, ...tokenToTell(call), kind: "refused", outcome, message } as const;
        log.append(line, { simTime: world.nowMs });
      }
      return { refused: error };
    }
  };
}

interface Token {
  readonly text: string;
  readonly key: string;
  readonly paramsHash: string;
}

function tokenFor({ name }: Operation, { caller, path, body }: Call): Token | undefined {
  const text = tokenOf(body);
  if (text === undefined) return undefined;
  const { clientRequestToken: _token, ...params } = body;
  const paramsHash = createHash("sha256").update(canonical({ path, params })).digest("hex");
  return { text, key: `${caller.account}/${caller.region}/${name}/${text}`, paramsHash };
}

function tokenToTell({ body }: Call): Partial<Told> {
  const { clientRequestToken: token } = body;
  return typeof token === "string" ? { token } : {};
}

function isValid({ store, settings, nowMs }: World, { at, resource, incarnation }: KeptAnswer): boolean {
  if (settings.replayMode === "off" || nowMs - at > settings.tokenTtlSeconds * 1000) return false;
  return settings.replayMode === "original" || store.get(resource)?.incarnation === incarnation;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}
