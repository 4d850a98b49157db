import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { onlyForAccount } from "./only-for-account.ts";
import type { Eks } from "./port.ts";

const never = new AbortController().signal;
const look = async (eks: Eks) => await eks.describeCluster({ name: "main" }, never);

function counted() {
  let sent = 0;
  const eks = { describeCluster: async () => ((sent += 1), { $metadata: {} }) } as Partial<Eks> as Eks;
  return { eks, sent: () => sent };
}

test("calls go out for the cell's own account, which is asked for once", async () => {
  const { eks, sent } = counted();
  let times = 0;
  const ask = async () => ((times += 1), { account: "111122223333", arn: "a" });
  const guarded = onlyForAccount(eks, { account: "111122223333", ask });
  await Promise.all([look(guarded), look(guarded)]);
  expect([sent(), times]).toEqual([2, 1]);
});

test("for another account nothing is sent", async () => {
  const { eks, sent } = counted();
  const ask = async () => ({ account: "999999999999", arn: "arn:aws:iam::999999999999:user/x" });
  const guarded = onlyForAccount(eks, { account: "111122223333", ask });
  await expect(look(guarded)).rejects.toMatchObject({
    code: "CLOUD_DENIED",
    message: expect.stringContaining("user/x"),
  });
  expect(sent()).toBe(0);
});

test("while nobody says whose the credentials are, nothing is sent, and the next call asks again", async () => {
  const { eks, sent } = counted();
  let isAway = true;
  const ask = async () => {
    if (isAway) throw new OrchestratorError("CLOUD_UNREACHABLE", "STS is away");
    return { account: "111122223333", arn: "a" };
  };
  const guarded = onlyForAccount(eks, { account: "111122223333", ask });
  await expect(look(guarded)).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  isAway = false;
  await look(guarded);
  expect(sent()).toBe(1);
});
