import { afterAll, beforeAll, expect, test } from "vitest";
import { eksOfCell } from "../../workers/cell/eks-of-cell.ts";
import { checkCell } from "../../workers/cell/check-cell.ts";
import { startFakeEks, type FakeEks } from "../fakes/start-fake-eks.ts";

const never = new AbortController().signal;
const PLACE = { account: "444455556666", region: "eu-west-1" };

let fake: FakeEks;
beforeAll(async () => void (fake = await startFakeEks()));
afterAll(async () => await fake.kill());

function check(more: object = {}) {
  const aws = { ...PLACE, eksUrl: fake.url, ...more };
  return checkCell({ cell: "eu", aws, eks: eksOfCell("eu", aws, () => undefined) })(never);
}

test("a cell whose role is of another account is told so, and what to do, and asks no more", async () => {
  const findings = await check({ roleArn: "arn:aws:iam::999999999999:role/x" });
  expect(findings).toMatchObject([
    {
      name: "credentials",
      ok: false,
      found: expect.stringMatching(/the cell is account 444455556666, .*Give its worker/),
    },
  ]);
});

test("a cell that does not reach AWS is told so", async () => {
  const findings = await check({ roleArn: "arn:aws:iam::444455556666:role/x", eksUrl: "http://127.0.0.1:9" });
  expect(findings).toMatchObject([{ name: "credentials", ok: false, next: expect.stringContaining("way to AWS") }]);
});

test("a cell without an account of AWS has nothing to check there", async () => {
  const eks = eksOfCell("local", undefined, () => undefined);
  expect(await checkCell({ cell: "local", aws: undefined, eks })(never)).toEqual([]);
});
