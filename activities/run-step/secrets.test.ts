import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { stepWorld, type Acting, type StepWorld } from "../../test/steps/step-world.ts";

const SECRET = "hunter2 & mores";
const URL_OF_DATABASE = "postgres://a:sealed-password@db/shop";
const TOKEN = "connection-token";
const telling = [
  SECRET,
  encodeURIComponent(SECRET),
  Buffer.from(SECRET).toString("base64"),
  URL_OF_DATABASE,
  TOKEN,
].join(" | ");

/** A step that knows a secret of a person, a secret output and a connection's token, and then acts. */
function secretWorld(acting: Acting): StepWorld {
  const world = stepWorld({ row: { config: { text: "${secrets.password}" } } });
  world.secretValues["password"] = SECRET;
  world.secretValues["token"] = TOKEN;
  world.connections["tracker"] = {
    system: "http",
    url: "https://tracker.example",
    credentials: { tokenSecret: "token" },
    options: {},
  };
  world.acting.push(async (config, context) => {
    expect(config).toEqual({ text: SECRET });
    expect((await context.component("database"))?.outputs["url"]).toBe(URL_OF_DATABASE);
    expect((await context.connection("tracker")).credentials).toEqual({ token: TOKEN });
    context.log(telling);
    return await acting(config, context);
  });
  return world;
}

function expectNoSecret(...values: readonly unknown[]): void {
  const text = JSON.stringify(values);
  for (const form of [...telling.split(" | "), "hunter2"]) expect(text).not.toContain(form);
}

test.each<{ name: string; acting: Acting }>([
  {
    name: "succeeds",
    acting: () => ({ status: "succeeded", output: { a: [telling], [SECRET]: { b: telling } }, note: telling }),
  },
  { name: "fails", acting: () => ({ status: "failed", reason: telling, output: { a: telling } }) },
  { name: "waits", acting: () => ({ status: "waits", reason: telling, lookAgainInMs: 1 }) },
  { name: "throws a code", acting: async () => await Promise.reject(new OrchestratorError("REMOTE_REFUSED", telling)) },
  { name: "breaks", acting: async () => await Promise.reject(new Error(telling)) },
])("of a step that $name nothing secret is recorded or answered", async ({ acting }) => {
  const world = secretWorld(acting);
  const result = await world.attempt();
  expect(world.logged).toEqual(["*** | *** | *** | *** | ***"]);
  expectNoSecret(result, world.recorded, world.said, world.logged, world.row.output, world.row.reason);
});

test("what is thrown on to the history is masked", async () => {
  const world = secretWorld(async (_config, { effects }) => {
    const none = async () => await Promise.resolve(undefined);
    await effects.once({ call: "send", system: "s", request: {}, look: none, act: async () => ({}) });
    return { status: "succeeded" };
  });
  world.ledger.intend = async () => await Promise.reject(new Error(`lost, ${telling}`));
  const error = await world.attempt().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: "lost, *** | *** | *** | *** | ***" });
  expectNoSecret(error instanceof Error ? error.stack : "");
});

test("the answer of an effect is masked in the ledger", async () => {
  const world = secretWorld(async (_config, { effects }) => {
    const none = async () => await Promise.resolve(undefined);
    const act = async () => await Promise.resolve({ body: telling });
    return {
      status: "succeeded",
      output: await effects.once({ call: "send", system: "s", request: {}, look: none, act }),
    };
  });
  await world.attempt();
  expect(world.ledger.answers.get("check/send")).toEqual({ body: "*** | *** | *** | *** | ***" });
});

test("a connection that does not exist is a failure", async () => {
  const world = stepWorld();
  world.acting.push(async (_config, { connection }) => {
    await connection("nothing");
    return { status: "succeeded" };
  });
  expect(await world.attempt()).toEqual({ state: "failed", reason: 'project "shop" has no connection "nothing"' });
});
