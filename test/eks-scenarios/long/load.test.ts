import { CreatePodIdentityAssociationCommand, DescribeClusterCommand } from "@aws-sdk/client-eks";
import { expect } from "vitest";
import { awsEks } from "../../../adapters/eks/aws-eks.ts";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { memoryNotes } from "../../drivers/memory-notes.ts";
import { scenario } from "../scenario.ts";
import { ROLES, wishesOf } from "../scenario-world.ts";

const CLUSTERS = 100;
const ALLOWED = { reads: { perSecond: 100, burst: 40 }, writes: { perSecond: 20, burst: 10 } };
/** What each of two cells takes of it. */
const SHARE = { reads: { perSecond: 45, burst: 20 }, writes: { perSecond: 9, burst: 5 } };

scenario(
  "throttling storm",
  async ({ ports, fake, other, calls }) => {
    const second = awsEks({
      region: "eu-west-1",
      endpoint: fake.url,
      credentials: { accessKeyId: "AKIASECOND", secretAccessKey: "secret" },
      ...SHARE,
    });
    const cells = [wishesOf(ports), wishesOf({ ...ports, eks: second.calls, notes: memoryNotes() })];
    const storm = new AbortController();
    const names = Array.from({ length: CLUSTERS }, (_, at) => `cluster-${at}`);
    // Somebody else asks as much as the account allows, and more.
    const askOn = async (name: string) => {
      while (!storm.signal.aborted) await other.send(new DescribeClusterCommand({ name })).catch(() => undefined);
    };
    const others = Promise.all(names.slice(0, 4).map(askOn));
    const ends = await Promise.all(
      names.map(async (name, at) => (await cells[at % 2]?.cluster({ name }).bring())?.end.state),
    );
    storm.abort();
    await others;
    second.close();
    expect(ends).toEqual(names.map(() => "ready"));
    const creations = await calls("CreateCluster");
    expect(creations.filter(({ outcome }) => outcome === "new")).toHaveLength(CLUSTERS);
    for (const cell of [0, 1]) {
      const own = creations.filter(({ resource }) => Number(String(resource).split("-").at(-1)) % 2 === cell);
      const most = mostInASecond(own.map(({ realTime }) => Number(realTime)));
      expect(most).toBeLessThanOrEqual(SHARE.writes.perSecond + SHARE.writes.burst + 1);
    }
    const { operations } = (await fake.sim("GET", "/metrics")) as {
      operations?: Record<string, Record<string, number>>;
    };
    expect(operations?.["DescribeCluster"]?.["ThrottlingException"]).toBeGreaterThan(0);
  },
  {
    ...SHARE,
    config: {
      ...AT_ONCE,
      throttle: { isOn: true, clock: "real", ...ALLOWED },
      accounts: { AKIATEST: "111122223333", AKIASECOND: "111122223333" },
    },
  },
);

function mostInASecond(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
}

scenario("retry budget empty", async ({ wishes, fake, effects }) => {
  const action = { do: "error", name: "ServerException", status: 500 };
  await fake.sim("POST", "/faults", { id: "down", match: {}, action, times: 40 });
  const names = Array.from({ length: 10 }, (_, at) => `cluster-${at}`);
  const ends = await Promise.all(names.map(async (name) => await wishes.cluster({ name }).bring()));
  expect(ends.map(({ end }) => end.state)).toEqual(names.map(() => "ready"));
  // Each of them has cost somebody a try, and nobody more than that.
  expect(ends.reduce((sum, { busy }) => sum + busy, 0)).toBe(40);
  expect(await effects("CreateCluster")).toBe(10);
});

scenario(
  "page churn",
  async ({ wishes, makeCluster, other, spoil, effects }) => {
    await makeCluster("main");
    const of = { clusterName: "main", roleArn: `${ROLES}/theirs`, namespace: "theirs" };
    const theirs = Array.from({ length: 250 }, (_, at) => ({ ...of, serviceAccount: `account-${at}` }));
    await Promise.all(theirs.map(async (one) => await other.send(new CreatePodIdentityAssociationCommand(one))));
    const association = wishes.association();
    await spoil("CreatePodIdentityAssociation", { do: "reset", when: "after" });
    for (const how of ["lose", "shuffle", "lose"]) await spoil("ListPodIdentityAssociations", { do: "page", how });
    expect(await association.bring()).toMatchObject({ end: { state: "ready" } });
    expect(await effects("CreatePodIdentityAssociation")).toBe(251);
    // One that is known is looked for by its id, whatever the pages show.
    await spoil("ListPodIdentityAssociations", { do: "page", how: "lose" }, { times: "forever" });
    expect(await association.look()).toMatchObject({ state: "ready" });
    await association.takeAway();
    expect(await effects("DeletePodIdentityAssociation")).toBe(1);
  },
  { config: { ...AT_ONCE, replayMode: "off" } },
);
