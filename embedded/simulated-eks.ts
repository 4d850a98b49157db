/** How a simulated EKS is run beside an installation. */
export interface SimulatedEks {
  /** Simulated seconds in a real one. */
  readonly scale: number;
  /** Seed of all that it draws; its own default when absent. */
  readonly seed?: string;
}

/** The cell whose account the simulated EKS is. */
export const EKS_CELL = "aws";

const ACCOUNT = { HOLDFAST_AWS_ACCOUNT: "111122223333", HOLDFAST_AWS_REGION: "eu-west-1" };
/** What a cell says to a simulator in place of credentials. */
const ACCESS_KEY = "HOLDFAST";

/** Arguments of the simulator. */
export function eksArguments({ scale, seed }: SimulatedEks, port: number, stateDir: string): readonly string[] {
  const config = JSON.stringify({ accounts: { [ACCESS_KEY]: ACCOUNT.HOLDFAST_AWS_ACCOUNT } });
  const drawn = seed === undefined ? [] : ["--seed", seed];
  return ["--port", String(port), "--state-dir", stateDir, "--scale", String(scale), "--config", config, ...drawn];
}

/** What the worker of its cell is told. */
export function eksCellVariables(port: number): Readonly<Record<string, string>> {
  const url = `http://127.0.0.1:${port}`;
  return { ...ACCOUNT, HOLDFAST_CELL: EKS_CELL, HOLDFAST_CELL_KIND: "aws", HOLDFAST_EKS_URL: url };
}

/** What every process is told: how long things usually take there. */
export function eksVariables({ scale }: SimulatedEks): Readonly<Record<string, string>> {
  return { HOLDFAST_EKS_TIME_SCALE: String(1 / scale) };
}
