import { expect, test } from "vitest";
import { z } from "zod";
import { noEks } from "../../adapters/eks/no-eks.ts";
import { drivers, type DriverPorts } from "./index.ts";

const away = async () => await Promise.reject(new Error("not in this test"));
const ports: DriverPorts = {
  cell: "local",
  runs: "/nowhere",
  artifacts: { directory: away, manifest: away },
  records: { lease: away, leased: away },
  keyedHash: (value) => value,
  environment: {},
  cellDatabase: away,
  sealed: { seal: away, unseal: away, forget: away },
  cloudUrl: new URL("http://127.0.0.1:9"),
  fetch,
  eks: noEks("local"),
  notes: { read: away, write: away, lives: away, forget: away },
  now: () => 0,
};

test("drivers() lists each kind once, by name", () => {
  const kinds = drivers(ports).map(({ kind }) => kind);
  expect(kinds).toEqual([
    "eks-access-entry",
    "eks-addon",
    "eks-cluster",
    "eks-nodegroup",
    "eks-pod-identity",
    "job",
    "postgres",
    "service",
    "simulated",
  ]);
});

test.each(drivers(ports).map((driver) => ({ kind: driver.kind, driver })))(
  "the config of $kind has a JSON Schema whose every field says what it is",
  ({ driver }) => {
    const schema = z.toJSONSchema(driver.config, { io: "input" });
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    for (const property of Object.values(schema.properties ?? {})) {
      expect(property).toMatchObject({ description: expect.stringMatching(/\.$/) });
    }
  },
);
