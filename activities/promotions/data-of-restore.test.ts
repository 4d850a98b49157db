import { expect, test } from "vitest";
import type {
  AdmissionBasis,
  AdmissionPromotion,
  EarlierStep,
  TakenAway,
} from "../../adapters/store/operations-port.ts";
import type { StepState } from "../../domain/schema/phases.ts";
import { command } from "../steps/command.ts";
import { databaseMigration } from "../steps/database-migration.ts";
import type { Step } from "../steps/step.ts";
import { dataOfRestore } from "./data-of-restore.ts";

const migration = { kind: "database-migration", config: { component: "database", artifact: "api" } };

function step(name: string, time: EarlierStep["time"], state: StepState): EarlierStep {
  const spec = name === "migrate" ? migration : { kind: "command", config: { command: ["true"] } };
  const snapshot = { kind: "database-backup", config: { component: "database" } };
  return {
    operationId: "deploy-1",
    name,
    time,
    kind: time === "snapshot" ? snapshot.kind : spec.kind,
    spec: { ...(time === "snapshot" ? snapshot : spec), retries: 0, continueOnFailure: false, always: false },
    state,
    reason: "",
    output: time === "snapshot" && state === "Succeeded" ? { snapshot: "before" } : {},
    isUndone: false,
  };
}

interface Case {
  readonly rule?: "keep" | "restore";
  readonly class?: "prod" | "staging";
  readonly prepare?: StepState;
  readonly migrate?: StepState;
  readonly takenAway?: readonly TakenAway[];
  readonly begunAnew?: readonly string[];
}

function decide({ rule, prepare = "Succeeded", migrate = "Succeeded", ...wanted }: Case) {
  const promotion = {
    stage: { onFailure: { components: "restore", ...(rule === undefined ? {} : { data: rule }) } },
    earlierSteps: [
      step("snapshot-database", "snapshot", "Succeeded"),
      step("prepare", "before", prepare),
      step("migrate", "before", migrate),
    ],
    takenAway: wanted.takenAway ?? [],
    begunAnew: wanted.begunAnew ?? [],
  } as unknown as AdmissionPromotion;
  const document = { spec: { class: wanted.class ?? "staging" } } as AdmissionBasis["document"];
  const kinds = { postgres: { snapshot: true }, service: {} };
  const tools = { kinds } as unknown as Parameters<typeof dataOfRestore>[0]["tools"];
  const steps = new Map([command, databaseMigration].map((kind) => [kind.kind, kind as Step]));
  return dataOfRestore({ steps, tools }, { kind: "restore", document, promotion });
}

const reason = "its data is put back from snapshot before";
const putBack = { startFrom: { database: "before" }, replacing: { database: reason }, lost: [] };
const nothing = { startFrom: {}, replacing: {}, lost: [] };
const life = (kind: string, snapshot: string | null): TakenAway => ({ component: "database", kind, snapshot });

test.each<Case & { readonly what: string; readonly want: object }>([
  { what: "a snapshot is put back once the step that changes the data has begun", rule: "restore", want: putBack },
  { what: "also when that step has failed", rule: "restore", migrate: "Failed", want: putBack },
  { what: "not when only another step has", rule: "restore", migrate: "Pending", want: nothing },
  { what: "not when that step was skipped", rule: "restore", migrate: "Skipped", want: nothing },
  { what: "not when the data is kept", rule: "keep", want: nothing },
  { what: "by default in staging", want: putBack },
  { what: "never by default in prod", class: "prod", want: nothing },
  {
    what: "not again where a restore has begun the life that runs",
    rule: "restore",
    begunAnew: ["database"],
    want: { ...putBack, replacing: {} },
  },
  {
    what: "a database that was taken away comes back with its last data, although data is kept",
    rule: "keep",
    takenAway: [life("postgres", "last")],
    want: { ...nothing, startFrom: { database: "last" } },
  },
  {
    what: "a snapshot from before the change goes before it",
    rule: "restore",
    takenAway: [life("postgres", "last")],
    want: putBack,
  },
  {
    what: "data that was taken away without a copy is lost",
    rule: "keep",
    takenAway: [life("postgres", null)],
    want: { ...nothing, lost: ["database"] },
  },
  {
    what: "unless a snapshot from before the change is put back",
    rule: "restore",
    takenAway: [life("postgres", null)],
    want: putBack,
  },
  { what: "a service has no data to lose", rule: "keep", takenAway: [life("service", null)], want: nothing },
])("$what", ({ what: _what, want, ...given }) => {
  expect(decide(given)).toEqual(want);
});
