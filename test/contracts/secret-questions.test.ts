import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresSecretAnswers } from "../../adapters/cell-records/postgres-secret-answers.ts";
import type { SecretAnswers } from "../../adapters/cell-records/secret-answers-port.ts";
import { postgresSecretQuestions } from "../../adapters/store/secrets/postgres-secret-questions.ts";
import type { SecretQuestions } from "../../adapters/store/secrets/questions-port.ts";
import { answerSecrets } from "../../activities/answer-secrets.ts";
import { plannedSecrets } from "../../adapters/secrets/planned-secrets.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";
import { unique } from "../setup/temporal.ts";

let world: StoreWorld;
let answers: SecretAnswers;
let questions: SecretQuestions;
beforeAll(async () => {
  world = await storeWorld();
  answers = postgresSecretAnswers(world.postgres);
  questions = postgresSecretQuestions(world.postgres);
}, 60_000);
afterAll(async () => await world.close());

const secretIn = (cell: string) => ({ cell, project: "shop", name: "token" });

test("a question waits for its cell until it is answered, and its answer is what the cell has said", async () => {
  const [cell, other] = [unique("cell"), unique("cell")];
  expect(await questions.said(secretIn(cell))).toBeUndefined();
  const asked = await questions.ask(secretIn(cell));
  expect(await answers.questions(other)).toEqual([]);
  const [question] = await answers.questions(cell);
  expect(question).toEqual({ project: "shop", name: "token", asked });
  await answers.answer(cell, { project: "shop", name: "token", asked }, { version: "v1" });
  expect(await answers.questions(cell)).toEqual([]);
  expect(await questions.said(secretIn(cell))).toEqual({ answered: asked, version: "v1", ageMs: expect.any(Number) });
});

test("an answer to an older question does not take the place of a newer one", async () => {
  const cell = unique("cell");
  const first = await questions.ask(secretIn(cell));
  const second = await questions.ask(secretIn(cell));
  expect(second).toBeGreaterThan(first);
  const to = (asked: number) => ({ project: "shop", name: "token", asked });
  await answers.answer(cell, to(second), { version: "new" });
  await answers.answer(cell, to(first), { version: "old" });
  expect(await questions.said(secretIn(cell))).toMatchObject({ version: "new", answered: second });
});

test("a problem is said with its code, and ends with the next answer", async () => {
  const cell = unique("cell");
  const problem = { code: "CLOUD_DENIED", message: "may not be read" } as const;
  const asked = await questions.ask(secretIn(cell));
  await answers.answer(cell, { project: "shop", name: "token", asked }, { problem });
  expect(await questions.said(secretIn(cell))).toMatchObject({ problem });
  const again = await questions.ask(secretIn(cell));
  await answers.answer(cell, { project: "shop", name: "token", asked: again }, { version: undefined });
  const said = await questions.said(secretIn(cell));
  expect([said?.version, said?.problem]).toEqual([undefined, undefined]);
});

test("names are those that a cell has, of cells that read their secrets themselves", async () => {
  const cell = unique("cell");
  for (const [name, version] of [
    ["zebra", "1"],
    ["ant", "2"],
    ["absent", undefined],
  ] as const) {
    const asked = await questions.ask({ cell, project: "zoo", name });
    await answers.answer(cell, { project: "zoo", name, asked }, { version });
  }
  expect(await answers.names(cell, "zoo")).toEqual(["ant", "zebra"]);
  expect(await questions.names("zoo")).toEqual([]);
  await answers.keepsSecrets(cell, true);
  await answers.keepsSecrets(cell, true);
  expect(await questions.cells()).toContain(cell);
  expect(await questions.names("zoo")).toEqual(["ant", "zebra"]);
  await answers.keepsSecrets(cell, false);
  expect(await questions.cells()).not.toContain(cell);
});

test("plans see the versions of a cell that answers, its problems, and its last word when it is away", async () => {
  const cell = unique("cell");
  const local = { version: async () => "of a file", names: async () => ["file"] };
  const planned = plannedSecrets({ local, questions, waitMs: 1_500 });
  const versions: Record<string, () => string> = {
    token: () => "v1",
    denied() {
      throw new OrchestratorError("CLOUD_DENIED", "may not be read");
    },
  };
  const ended = new AbortController();
  const errors: unknown[] = [];
  const secrets = { version: async (_: string, name: string) => versions[name]?.() };
  const onError = (error: unknown) => void errors.push(error);
  const answering = answerSecrets({ cell, answers, secrets, signal: ended.signal, onError });
  await expect.poll(async () => await planned.isKeptBy(cell)).toBe(true);

  expect(await planned.version("shop", "token", "local")).toBe("of a file");
  expect(await planned.version("shop", "token", cell)).toBe("v1");
  expect(await planned.version("shop", "absent", cell)).toBeUndefined();
  expect(await planned.version("shop", "../token", cell)).toBeUndefined();
  await expect(planned.version("shop", "denied", cell)).rejects.toMatchObject({
    code: "CLOUD_DENIED",
    message: "may not be read",
  });
  ended.abort();
  await answering;
  expect(errors).toEqual([]);

  const silent = { code: "CELL_SILENT", message: expect.stringContaining(`cell "${cell}" does not say`) };
  await expect(planned.version("shop", "another", cell)).rejects.toMatchObject(silent);
  // A problem is asked about again; while the cell is away it stands.
  await expect(planned.version("shop", "denied", cell)).rejects.toMatchObject({ code: "CLOUD_DENIED" });
  expect(await planned.names("shop")).toEqual(["file", "token"]);
  await answers.keepsSecrets(cell, false);
});

test("where no cell is named, any that has the secret is enough", async () => {
  const cells = [unique("cell"), unique("cell")];
  const planned = plannedSecrets({
    local: { version: async () => undefined, names: async () => [] },
    questions,
    waitMs: 200,
  });
  for (const cell of cells) await answers.keepsSecrets(cell, true);
  await expect(planned.version("shop", "token")).rejects.toMatchObject({ code: "CELL_SILENT" });
  for (const [place, cell] of cells.entries()) {
    const asked = await questions.ask(secretIn(cell));
    const version = place === 1 ? "v2" : undefined;
    await answers.answer(cell, { project: "shop", name: "token", asked }, { version });
  }
  expect(await planned.version("shop", "token")).toBe("v2");
  for (const cell of cells) await answers.keepsSecrets(cell, false);
});

test("a cell that reads no secrets itself says so, and ends", async () => {
  const cell = unique("cell");
  await answers.keepsSecrets(cell, true);
  const { signal } = new AbortController();
  await answerSecrets({ cell, answers, secrets: undefined, signal, onError: () => undefined });
  expect(await questions.cells()).not.toContain(cell);
});
