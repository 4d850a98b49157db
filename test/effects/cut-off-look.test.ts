import { afterEach, expect, test } from "vitest";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { startFakeJira, type FakeJira } from "../fakes/start-fake-jira.ts";
import { startFakeServiceNow, type FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { promotionWorld } from "../setup/promotion-world.ts";

let holdfast: Installation;
let serviceNow: FakeServiceNow;
let jira: FakeJira;
afterEach(async () => await Promise.all([holdfast.close(), serviceNow.stop(), jira.kill()]));

const LIMIT = { limitMs: 30_000, everyMs: 100 };

test("a promotion that is cancelled while its look is cut off again and again closes what that look has opened", async () => {
  let isCutOff = true;
  holdfast = await testInstallation({
    reachedEffect: (point) => {
      if (isCutOff && point === "before done") throw new Error("the worker died");
    },
  });
  serviceNow = await startFakeServiceNow();
  jira = await startFakeJira("--index-lag", "2000");
  await holdfast.start();
  const gates = [
    { kind: "servicenow-change", as: "change", config: { connection: "itsm", assignmentGroup: "Release Management" } },
    {
      kind: "jira-issue",
      as: "ticket",
      config: {
        connection: "tracker",
        project: "REL",
        proceed: ["Approved"],
        reject: ["Rejected"],
        onOutcome: { failed: "Done" },
      },
    },
  ];
  const world = await promotionWorld(holdfast, [{ name: "prod" }]);
  const connection = (name: string, system: string, { url, username }: { url: string; username: string }) => ({
    apiVersion: "holdfast.dev/v1",
    kind: "Connection",
    metadata: { project: world.project, name },
    spec: { system, url, credentials: { username, passwordSecret: "password" }, options: { simulator: true } },
  });
  const secret = await holdfast.call(
    "PUT",
    `/v1/secrets/${world.project}/password`,
    JSON.stringify({ value: "holdfast" }),
    { "content-type": "application/json" },
  );
  expect(secret.status).toBe(200);
  const connections = [
    connection("itsm", "servicenow", { url: serviceNow.url, username: "holdfast" }),
    connection("tracker", "jira", { url: jira.url, username: jira.email }),
  ];
  await holdfast.apply(connections.map((one) => JSON.stringify(one)).join("\n---\n"));
  await world.pipeline([{ name: "prod", gates }]);
  await world.release("1.1.0", { web: { properties: { size: "large" } } });
  const id = await world.promote("1.1.0", "prod");
  const created = async () => (await serviceNow.truth()).filter(({ effect }) => effect === "create").length;
  await waitUntil(async () => (await created()) > 0 && (await jira.effects("issue.create")).length > 0, {
    what: "both tickets are there",
    ...LIMIT,
  });
  await world.cancel(id);
  isCutOff = false;
  await waitUntil(async () => (await holdfast.store.getPromotion(id))?.finishedAt !== undefined, {
    what: "the promotion has closed everything",
    ...LIMIT,
  });
  const { body } = await serviceNow.call("GET", "/__sim/servicenow/changes");
  expect(body["changes"]).toMatchObject([{ state: "4" }]);
  const issues = JSON.parse((await jira.call("GET", "/__sim/jira/issues")).text) as unknown;
  expect(issues).toMatchObject([{ status: "Done", comments: [{}] }]);
}, 90_000);
