import { expect, test } from "vitest";
import { convergeWorld } from "../../test/engine/converge-world.ts";
import { OrchestratorError } from "../../domain/errors.ts";

const SECRET = "hunter2 & mores";

/** A component with a secret of a person and one of another component in its config. */
function secretWorld() {
  const spec = {
    config: { size: "${secrets.password}", key: "${components.database.outputs.token}" },
    after: [],
  };
  const world = convergeWorld({ row: { spec } });
  world.secretValues["password"] = SECRET;
  world.sealedValues.set("database-uid", { token: "sealed-token" });
  world.records.outputsByName["database"] = {
    componentUid: "database-uid",
    outputs: [{ name: "token", isSecret: true, keyedHash: "hash" }],
  };
  return world;
}

const ENCODED = [SECRET, Buffer.from(SECRET).toString("base64"), encodeURIComponent(SECRET), "sealed-token"];

function expectNoSecret(value: unknown): void {
  const text = JSON.stringify(value);
  for (const form of ENCODED) expect(text).not.toContain(form);
}

test("secrets reach the driver, and are masked in progress, fault and log", async () => {
  const world = secretWorld();
  const telling = ENCODED.join(" | ");
  world.looks.push(
    { state: "absent" },
    { state: "changing", reason: `asked with ${telling}` },
    { state: "failed", code: "COMPONENT_FAILED", reason: `no: ${telling}`, log: [telling, "x"] },
  );
  const result = await world.attempt();
  expect(result).toMatchObject({ state: "failed", message: "no: *** | *** | *** | ***" });
  expect(world.records.said).toEqual(["asked with *** | *** | *** | ***"]);
  expect(world.records.faults).toMatchObject([{ log: ["*** | *** | *** | ***", "x"] }]);
  expectNoSecret([result, world.records.faults, world.records.said, world.records.ledger]);
});

test.each(["delete", "sleep"] as const)(
  "what a %s waits for and fails with is told without secrets",
  async (action) => {
    const away = new OrchestratorError("CLOUD_UNREACHABLE", `GET https://x?password=${SECRET} of sealed-token`, {
      details: { retryAfterMs: 5, url: SECRET },
    });
    const refused = new OrchestratorError("RESOURCE_IN_USE", `"${SECRET}" is in use`);
    const errors = [away, refused, away];
    const fail = async () => await Promise.reject(errors.shift() ?? new Error("once more"));
    const world = convergeWorld({ row: { action }, driver: { remove: fail, sleep: fail } });
    world.secretValues["password"] = SECRET;
    world.sealedValues.set("uid", { token: "sealed-token" });
    const thrown: unknown = await world.attempt().catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: "CLOUD_UNREACHABLE",
      message: "GET https://x?password=*** of ***",
      details: { retryAfterMs: 5, url: "***" },
    });
    expect(world.records.said).toEqual(["GET https://x?password=*** of ***"]);
    expect(await world.attempt()).toMatchObject({ state: "failed", message: '"***" is in use' });
    expect(world.records.faults).toMatchObject([{ message: '"***" is in use' }]);
    // Secrets that nobody can read cannot be masked.
    const lose = () => {
      throw new Error("the secrets are away");
    };
    Object.defineProperty(world.secretValues, "lost", { enumerable: true, get: lose });
    await expect(world.attempt()).rejects.toMatchObject({
      code: "CLOUD_UNREACHABLE",
      message: expect.stringContaining("is not told"),
      details: { retryAfterMs: 5 },
    });
    expect(world.records.said.at(-1)).not.toContain(SECRET);
  },
);

test("the reason for which a life ended is masked", async () => {
  const world = secretWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push({ state: "gone", reason: `exit code 1 of "run --password ${SECRET}"` });
  await world.attempt();
  expect(world.records.raises).toEqual([{ from: 1, reason: 'exit code 1 of "run --password ***"' }]);
});

test("a config that is not valid is told without its values", async () => {
  const world = secretWorld();
  world.records.row = { ...world.records.row, spec: { config: { size: 1, wrong: "${secrets.password}" }, after: [] } };
  const result = await world.attempt();
  expect(result).toMatchObject({ state: "failed", code: "COMPONENT_CONFIG_INVALID" });
  expect(world.tokens).toEqual([]);
  expectNoSecret([result, world.records.faults]);
});

test("errors that go on to Temporal hold no secret in message, stack, details or cause", async () => {
  const world = secretWorld();
  const cause = new Error(`connect with ${SECRET}`);
  world.looks.push(
    new OrchestratorError("CLOUD_THROTTLED", `wait, ${SECRET}`, { details: { retryAfterMs: 7, body: SECRET }, cause }),
  );
  const error = await world.attempt().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "CLOUD_THROTTLED",
    message: "wait, ***",
    details: { retryAfterMs: 7, body: "***" },
    cause: { message: "connect with ***" },
  });
  expectNoSecret(error instanceof Error ? [error.stack, error.cause instanceof Error ? error.cause.stack : ""] : []);

  world.looks.push(new TypeError(`cannot read ${SECRET}`));
  await expect(world.attempt()).rejects.toThrow("cannot read ***");
});

test("secret outputs are sealed before the rows say ready, and rows hold a keyed hash only", async () => {
  const world = convergeWorld();
  Object.assign(world.outputs, { token: SECRET });
  await world.attempt();
  expect(world.log.slice(-2)).toEqual(["seal", "ready"]);
  expect(world.sealedValues.get("uid")).toEqual({ token: SECRET });
  expect(world.records.readies[0]?.outputs).toEqual([
    { name: "url", isSecret: false, value: "http://api" },
    { name: "token", isSecret: true, keyedHash: `hash of ${SECRET.length}` },
  ]);
});

test("a secret's value is in no digest: only its version is", async () => {
  const [one, other] = [secretWorld(), secretWorld()];
  other.secretValues["password"] = "another";
  await one.attempt();
  await other.attempt();
  expect(one.records.readies[0]?.inputDigests).toEqual(other.records.readies[0]?.inputDigests);
});

test("a secret that a sealed store has lost is a fault", async () => {
  const world = secretWorld();
  world.sealedValues.clear();
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_FAILED" });
  expect(world.records.faults[0]?.message).toContain('lost the secret output "token" of "database"');
});
