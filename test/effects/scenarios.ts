import type { Lane } from "./lanes.ts";

/** Where a lane's gates and steps find the outside world. */
export interface StageGround {
  readonly lane: Lane;
  /** Name of the actor who promotes. */
  readonly actor: string;
  /** Address of the receiver of `http-request`. */
  readonly receiverUrl: string;
}

/** A stage as a pipeline has it, without its environment. */
export interface StageItems {
  readonly gates: readonly object[];
  readonly beforeDeploy?: readonly object[];
  readonly afterDeploy?: readonly object[];
}

/** A kind of promotion, and how each of its kind must end. */
export interface Scenario {
  /** Also the start of its environments' names. */
  readonly name: string;
  /** State of the promotion. */
  readonly ends: string;
  /** State of its change, and with which code it is closed; "" for a change that is not closed. */
  readonly change: { readonly state: string; readonly closeCode: string };
  /** Status of its issue; absent where it has none. */
  readonly issue?: string;
  /** What people do with its change once it waits for them. */
  readonly people: "approve" | "reject" | "cancel the promotion" | "leave";
  /** True: somebody makes a second change and a second issue of the same key. */
  readonly hasTwins: boolean;
  /** True: its environment has a database, whose schema each release changes. */
  readonly hasDatabase: boolean;
  readonly stage: (ground: StageGround) => StageItems;
}

const ASSIGNED = { assignmentGroup: "Release Management" };
const RETRIES = { retries: 8 };

/** The names of a lane's gates and steps end in its id, so that a point of one lane is no point of another. */
const as = (name: string, { lane }: StageGround) => `${name}_${lane.id}`;

const change = (ground: StageGround, config: object) => ({
  kind: "servicenow-change",
  as: as("change", ground),
  config: { connection: `itsm-${ground.lane.id}`, ...config },
});

const ticket = (ground: StageGround) => ({
  kind: "jira-issue",
  as: as("ticket", ground),
  config: {
    connection: `tracker-${ground.lane.id}`,
    project: "REL",
    proceed: ["Approved"],
    reject: ["Rejected"],
    onOutcome: { verified: "Done", failed: "Done" },
  },
});

/** What is reported belongs to the issue of the promotion, where nothing else is said. */
const report = (ground: StageGround, belongsTo: object = { issues: [`\${gates.${as("ticket", ground)}.key}`] }) => ({
  kind: "jira-deployment",
  as: as("report", ground),
  ...RETRIES,
  config: { connection: `tracker-cell-${ground.lane.id}`, ...belongsTo },
});

const send = (ground: StageGround) => ({
  kind: "http-request",
  as: as("send", ground),
  ...RETRIES,
  config: {
    url: `${ground.receiverUrl}/flags`,
    body: { release: "${release.version}" },
    undo: { url: `${ground.receiverUrl}/flags/undo` },
  },
});

const database = ({ lane }: StageGround) => `database-${lane.id}`;

const migrate = (ground: StageGround) => ({
  kind: "database-migration",
  as: as("migrate", ground),
  config: { component: database(ground), artifact: "schema" },
});

const backup = (ground: StageGround) => ({
  kind: "database-backup",
  as: as("backup", ground),
  config: { component: database(ground) },
});

const plain = { hasTwins: false, hasDatabase: false } as const;
const successful = { state: "3", closeCode: "successful" };

/** One without an issue, of which nobody knows for two minutes whether it was made when a worker dies. */
export const QUICK_SCENARIO: Scenario = {
  ...plain,
  name: "quick",
  ends: "Verified",
  change: successful,
  people: "approve",
  hasDatabase: true,
  stage: (ground) => ({
    gates: [change(ground, ASSIGNED)],
    beforeDeploy: [migrate(ground), backup(ground), send(ground)],
    afterDeploy: [report(ground, { services: ["shop"] })],
  }),
};

/** Every kind of promotion: together they make every effect that there is. */
export const SCENARIOS: readonly Scenario[] = [
  {
    ...plain,
    name: "ship",
    ends: "Verified",
    change: successful,
    issue: "Done",
    people: "approve",
    hasDatabase: true,
    stage: (ground) => ({
      gates: [ticket(ground), change(ground, ASSIGNED)],
      beforeDeploy: [migrate(ground), backup(ground), send(ground)],
      afterDeploy: [report(ground)],
    }),
  },
  {
    ...plain,
    name: "breaks",
    ends: "Restored",
    change: { state: "3", closeCode: "unsuccessful" },
    issue: "Done",
    people: "approve",
    stage: (ground) => ({
      gates: [ticket(ground), change(ground, ASSIGNED)],
      beforeDeploy: [send(ground)],
      afterDeploy: [
        report(ground),
        { kind: "http-check", as: as("check", ground), config: { url: "http://127.0.0.1:1/", attempts: 1 } },
      ],
    }),
  },
  {
    ...plain,
    name: "twins",
    ends: "Verified",
    change: successful,
    issue: "Done",
    people: "approve",
    hasTwins: true,
    stage: (ground) => ({
      gates: [ticket(ground), change(ground, { type: "standard", template: "Deploy a service" })],
    }),
  },
  {
    ...plain,
    name: "emergency",
    ends: "Verified",
    // Nobody has authorised it, so people authorise and close it.
    change: { state: "-3", closeCode: "" },
    issue: "Done",
    people: "leave",
    stage: (ground) => ({
      gates: [
        ticket(ground),
        change(ground, { type: "emergency", ...ASSIGNED, proceedWithoutAuthorisation: [ground.actor] }),
      ],
    }),
  },
  {
    ...plain,
    name: "rejected",
    ends: "Rejected",
    change: { state: "-5", closeCode: "" },
    issue: "Done",
    people: "reject",
    stage: (ground) => ({ gates: [ticket(ground), change(ground, ASSIGNED)] }),
  },
  {
    ...plain,
    name: "cancelled",
    ends: "Cancelled",
    change: { state: "4", closeCode: "" },
    issue: "Done",
    people: "cancel the promotion",
    stage: (ground) => ({ gates: [ticket(ground), change(ground, ASSIGNED)] }),
  },
];
