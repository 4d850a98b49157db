import { join } from "node:path";

/** Where an installation keeps its files, all below its state directory. */
export interface StateFiles {
  readonly stateDir: string;
  /** Tells the CLI where the server is: `{ url, tokenFile }`. */
  readonly server: string;
  readonly token: string;
  readonly ports: string;
  readonly logs: string;
  readonly database: string;
  readonly temporalFile: string;
  readonly bundles: string;
  /** Digest of the workflow code that the open runs were started with. */
  readonly codeDigest: string;
  readonly cloud: string;
  readonly servicenow: string;
  readonly jira: string;
  readonly slack: string;
  readonly eks: string;
  /** The simulated Slack's: what its app is given. */
  readonly slackToken: string;
  readonly slackSigningSecret: string;
  /** What belongs to the local cell: its runs, sealed secrets and database server. */
  readonly cell: string;
  readonly cellDatabase: string;
}

/** The paths of a state directory. */
export function stateFiles(stateDir: string): StateFiles {
  const at = (name: string) => join(stateDir, name);
  return {
    stateDir,
    server: at("server.json"),
    token: at("token"),
    ports: at("ports.json"),
    logs: at("logs"),
    database: at("database"),
    temporalFile: at("temporal.db"),
    bundles: at("bundles"),
    codeDigest: at("workflow-code"),
    cloud: at("cloud"),
    servicenow: at("servicenow"),
    jira: at("jira"),
    slack: at("slack"),
    eks: at("eks"),
    slackToken: at("slack-token"),
    slackSigningSecret: at("slack-signing-secret"),
    cell: at("cell"),
    cellDatabase: at("cell/database"),
  };
}
