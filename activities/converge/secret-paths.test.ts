import { expect, test } from "vitest";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { secretPaths } from "./secret-paths.ts";

const expressions = celExpressions();
const sources = {
  references: (expression: string) => expressions.references(expression),
  isSecretOutput: ({ output }: { readonly output?: string }) => output === undefined || output === "password",
};

test("fields that mix in a secret or a secret output are secret, whatever is made of it", () => {
  const config = {
    size: "small",
    environment: {
      TOKEN: "${secrets.token}",
      SHORT: "v-${secrets.token.size()}",
      URL: "http://${components.api.outputs.host}",
      DATABASE: "postgres://me:${components.db.outputs.password}@host",
    },
    command: ["run", "--key=${secrets.key}"],
  };
  expect(secretPaths(config, sources)).toEqual([
    "config.environment.TOKEN",
    "config.environment.SHORT",
    "config.environment.DATABASE",
    "config.command",
  ]);
});
