import { DatabaseError } from "pg";
import { expect, test } from "vitest";
import { OrchestratorError } from "../../../domain/errors.ts";
import { copyDatabase } from "./copy-database.ts";

const refusal = new DatabaseError("source is broken", 0, "error");
const away = (cause: Error) => new OrchestratorError("CELL_DATABASE_UNREACHABLE", "away", { cause });

test.each([
  { what: "a refusal", error: refusal, isOpened: true },
  { what: "a passing refusal", error: away(refusal), isOpened: true },
  { what: "an answer that does not come in time", error: away(new Error("Query read timeout")), isOpened: false },
])("after $what the source is opened: $isOpened", async ({ error, isOpened }) => {
  const asked: string[] = [];
  const ask = async (statement: string) => {
    asked.push(statement);
    return await (statement.startsWith("create database") ? Promise.reject(error) : Promise.resolve([]));
  };
  await expect(copyDatabase(ask, "source", "copy")).rejects.toBe(error);
  expect(asked.includes('alter database "source" with allow_connections true')).toBe(isOpened);
});
