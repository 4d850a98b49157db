import fc from "fast-check";
import { RELEASES, STAGES, type LineShape, type Stage, type StageShape } from "./line.ts";

/** What people and watchers do. Numbers pick one of what is there. */
export type PeopleCommand =
  | { readonly do: "release" }
  | { readonly do: "promote"; readonly stage: Stage; readonly release: number; readonly passesFreeze: boolean }
  | { readonly do: "rollback"; readonly stage: Stage; readonly release: number | undefined }
  | { readonly do: "apply"; readonly stage: Stage; readonly size: "small" | "large" | "huge" }
  | { readonly do: "kill"; readonly stage: Stage; readonly pick: number }
  | { readonly do: "veto"; readonly release: number; readonly stage: Stage | undefined }
  | { readonly do: "lift veto"; readonly pick: number }
  | { readonly do: "freeze"; readonly scope: "all" | "project" | Stage }
  | { readonly do: "lift freeze"; readonly pick: number }
  | { readonly do: "cancel" | "revoke"; readonly pick: number }
  | { readonly do: "cancel operation" | "abandon"; readonly pick: number }
  | { readonly do: "decide"; readonly choice: "retry" | "skip" | "restore" | "leave"; readonly pick: number }
  | { readonly do: "suspend" | "resume" | "delete"; readonly stage: Stage }
  | { readonly do: "pipeline"; readonly shape: LineShape }
  | { readonly do: "repeat" };

/** What happens to machines. */
export type MachineCommand =
  | {
      readonly do: "terminate" | "reset";
      readonly kind: "environment" | "operation" | "promotion";
      readonly pick: number;
    }
  | { readonly do: "lose temporal" }
  | { readonly do: "kill worker" | "start worker"; readonly queue: "orchestrator" | "promotion" | "cell" }
  | { readonly do: "pass time" }
  /** The system does so many things; `seed` decides which. */
  | { readonly do: "run"; readonly things: number; readonly seed: number };

/** What a sequence is made of. */
export type Command = PeopleCommand | MachineCommand;

const MACHINE_COMMANDS: readonly Command["do"][] = [
  "terminate",
  "reset",
  "lose temporal",
  "kill worker",
  "start worker",
  "pass time",
  "run",
] satisfies readonly MachineCommand["do"][];

/** Whether it happens to machines. */
export function isOfMachine(command: Command): command is MachineCommand {
  return MACHINE_COMMANDS.includes(command.do);
}

/** One sequence: what the pipeline is like, how much goes wrong by itself, and what is done. */
export interface Sequence {
  readonly shape: LineShape;
  readonly trouble: Trouble;
  readonly commands: readonly Command[];
  /** True: at the end every environment is deleted, and everything must have ended. */
  readonly isDeleted: boolean;
}

/** How often things go wrong, in percent. */
export interface Trouble {
  /** Of the things that are made, those that break; of the steps, those that fail. */
  readonly breaking: number;
  /** Of the calls, those before which a process dies, or which are begun twice. */
  readonly dying: number;
  /** True: two calls happen at the same time now and then. */
  readonly isAtOnce: boolean;
}

const stage = fc.constantFrom(...STAGES);
const pick = fc.nat({ max: 11 });
const release = fc.nat({ max: RELEASES.length - 1 });

const stageShape: fc.Arbitrary<StageShape> = fc.record({
  start: fc.constantFrom("manual", "automatic"),
  queue: fc.constantFrom("newest", "each"),
  hasGate: fc.boolean(),
  hasSteps: fc.boolean(),
  onFailure: fc.constantFrom("restore", "hold"),
});

const shape: fc.Arbitrary<LineShape> = fc.record({
  dev: stageShape,
  staging: stageShape,
  prod: stageShape,
  isFan: fc.boolean(),
});

const trouble: fc.Arbitrary<Trouble> = fc.record({
  breaking: fc.constantFrom(0, 0, 10, 30),
  dying: fc.constantFrom(0, 0, 3, 10),
  isAtOnce: fc.boolean(),
});

// Often little happens between two commands, so that they meet work in its middle; now and then much, so that it ends.
const things = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 2, arbitrary: fc.integer({ min: 13, max: 120 }) },
);
const run = fc.record({ do: fc.constant("run" as const), things, seed: fc.nat() });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 36, arbitrary: run },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("release" as const) }) },
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant("promote" as const), stage, release, passesFreeze: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("rollback" as const),
      stage,
      release: fc.option(release, { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("apply" as const),
      stage,
      size: fc.constantFrom("small" as const, "large" as const, "huge" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("kill" as const), stage, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("veto" as const),
      release,
      stage: fc.option(stage, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("lift veto" as const, "lift freeze" as const), pick }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("freeze" as const), scope: fc.constantFrom("all", "project", ...STAGES) }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "revoke" as const,
        "revoke" as const,
        "cancel" as const,
        "cancel operation" as const,
        "abandon" as const,
      ),
      pick,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("decide" as const),
      choice: fc.constantFrom("retry" as const, "skip" as const, "restore" as const, "leave" as const),
      pick,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("suspend" as const, "resume" as const), stage }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), stage }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pipeline" as const), shape }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("repeat" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("terminate" as const, "reset" as const),
      kind: fc.constantFrom("environment" as const, "operation" as const, "promotion" as const),
      pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose temporal" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("kill worker" as const, "start worker" as const),
      queue: fc.constantFrom("orchestrator" as const, "promotion" as const, "cell" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pass time" as const) }) },
);

/** Sequences of at most so many commands. */
export function sequences(commandsMax: number): fc.Arbitrary<Sequence> {
  const commands = fc.array(command, { minLength: 1, maxLength: commandsMax, size: "max" });
  const isDeleted = fc.nat({ max: 3 }).map((drawn) => drawn === 3);
  return fc.record({ shape, trouble, commands, isDeleted });
}

/** A sequence as a person reads it. */
export function describeSequence({ shape: line, trouble: wrong, commands, isDeleted }: Sequence): string {
  const stages = STAGES.map((name) => `${name} ${JSON.stringify(line[name])}`);
  return [
    `pipeline${line.isFan ? " (prod after both)" : ""}: ${stages.join("; ")}`,
    `trouble: ${JSON.stringify(wrong)}`,
    ...commands.map((one, place) => `${place + 1}. ${describeCommand(one)}`),
    `at the end everything ${isDeleted ? "is deleted" : "stays"}`,
  ].join("\n");
}

/** A command as a person reads it. */
export function describeCommand({ do: what, ...rest }: Command): string {
  const words = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  return [what, ...words].join(" ");
}
