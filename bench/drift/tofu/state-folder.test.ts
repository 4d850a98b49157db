import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeStateFolder } from "./state-folder.ts";

const place = { endpoint: "http://127.0.0.1:1", account: "a", region: "r" };

async function written(properties: Record<string, unknown>) {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-tofu-test-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  const resources = ["one", "two"].map((id) => ({ id, type: "queue", properties, tags: {} }));
  await writeStateFolder(folder, { resources, place, version: "1.12.6" });
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), "utf8"));
  return { configuration: await read("main.tf.json"), state: await read("terraform.tfstate") };
}

test("a state folder has a block and an entry of the state for each resource, in the order given", async () => {
  const { configuration, state } = await written({ size: "small" });
  const wanted = { type: "queue", properties: '{"size":"small"}', seconds: 10 };
  expect(configuration).toMatchObject({
    provider: { simcloud: place },
    resource: { simcloud_resource: { c0: { id: "one", ...wanted }, c1: { id: "two", ...wanted } } },
  });
  const instance = (id: string) => [{ attributes: { id, ...wanted, state: "ready" } }];
  expect(state).toMatchObject({
    version: 4,
    terraform_version: "1.12.6",
    resources: [
      { name: "c0", instances: instance("one") },
      { name: "c1", instances: instance("two") },
    ],
  });
});

test("what begins a template in a configuration is escaped there and not in the state", async () => {
  const { configuration, state } = await written({ text: "${a} %{b}" });
  expect(configuration).toMatchObject({
    resource: { simcloud_resource: { c0: { properties: '{"text":"$${a} %%{b}"}' } } },
  });
  expect(state).toMatchObject({
    resources: [{ instances: [{ attributes: { properties: '{"text":"${a} %{b}"}' } }] }, {}],
  });
});
