import { expect, test } from "vitest";
import { ownCommands, type Addresses } from "./stack-commands.ts";
import { stateFiles } from "./state-files.ts";

const ADDRESSES: Addresses = {
  files: stateFiles("/state"),
  ports: { api: 1, temporal: 2, temporalUi: 3, cloud: 4, servicenow: 5, jira: 6, slack: 7, eks: 8 },
  databaseUrl: "postgres://x",
  temporalAddress: "127.0.0.1:2",
  cloudUrl: "http://127.0.0.1:4",
  cloudArguments: [],
};

test("without a simulated EKS there is no cell of AWS, and nobody is told of one", () => {
  const commands = ownCommands(ADDRESSES);
  expect(commands.map(({ role }) => role)).toEqual(["cloud", "api", "orchestrator", "cell"]);
  for (const { env } of commands) expect(env).toMatchObject({ HOLDFAST_CELL: "local" });
});

test("with one, the API knows both cells, and the worker of AWS alone where EKS is", () => {
  const commands = new Map(ownCommands({ ...ADDRESSES, eks: { scale: 30 } }).map((one) => [one.role, one]));
  expect(commands.get("api")?.env).toMatchObject({ HOLDFAST_CELL: "local,aws" });
  expect(commands.get("cell-aws")?.env).toMatchObject({
    HOLDFAST_CELL: "aws",
    HOLDFAST_CELL_KIND: "aws",
    HOLDFAST_EKS_URL: "http://127.0.0.1:8",
  });
  expect(commands.get("cell")?.env).toMatchObject({ HOLDFAST_CELL: "local" });
  expect(commands.get("cell")?.env).not.toHaveProperty("HOLDFAST_EKS_URL");
  const scale = String(1 / 30);
  for (const { env } of commands.values()) expect(env).toMatchObject({ HOLDFAST_EKS_TIME_SCALE: scale });
  expect(commands.get("eks")?.args).toEqual(expect.arrayContaining(["--scale", "30", "--state-dir", "/state/eks"]));
});
