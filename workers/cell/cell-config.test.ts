import { expect, test } from "vitest";
import { readCellConfig } from "./cell-config.ts";

const WORKER = {
  DATABASE_URL: "postgres://holdfast",
  TEMPORAL_ADDRESS: "127.0.0.1:7233",
  HOLDFAST_STATE_DIR: "/var/lib/holdfast",
};
const CLOUD = { HOLDFAST_CLOUD_URL: "http://127.0.0.1:7080" };
const AWS = { HOLDFAST_AWS_ACCOUNT: "111122223333", HOLDFAST_AWS_REGION: "eu-west-1" };

test("a local cell is told where the simulated cloud is, or does not start", () => {
  expect(readCellConfig({ ...WORKER, ...CLOUD })).toMatchObject({ HOLDFAST_CELL_KIND: "local", ...CLOUD });
  expect(() => readCellConfig(WORKER)).toThrow("HOLDFAST_CLOUD_URL");
  expect(() => readCellConfig({ ...WORKER, ...AWS, HOLDFAST_CELL_KIND: "local" })).toThrow("HOLDFAST_CLOUD_URL");
});

test("a cell of AWS needs its account and region, and no simulated cloud", () => {
  const config = readCellConfig({ ...WORKER, ...AWS, HOLDFAST_CELL_KIND: "aws" });
  expect(config).toMatchObject({ aws: { account: "111122223333", region: "eu-west-1" } });
  expect(config).not.toHaveProperty("HOLDFAST_CLOUD_URL");
  expect(() => readCellConfig({ ...WORKER, HOLDFAST_CELL_KIND: "aws" })).toThrow(
    "needs HOLDFAST_AWS_ACCOUNT and HOLDFAST_AWS_REGION",
  );
});

test("a local cell may have an account of AWS, too", () => {
  expect(readCellConfig({ ...WORKER, ...CLOUD, ...AWS }).aws).toMatchObject({ account: "111122223333" });
  expect(readCellConfig({ ...WORKER, ...CLOUD })).not.toHaveProperty("aws");
});
