import { expect, test } from "vitest";
import { baseEnvironment } from "./base-environment.ts";

test("baseEnvironment() keeps the person's PATH, without what npm put before it", () => {
  const npm =
    "/repo/node_modules/.bin:/node_modules/.bin:/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin";
  expect(baseEnvironment({ PATH: `${npm}:/usr/local/bin:/usr/bin` })).toEqual({ PATH: "/usr/local/bin:/usr/bin" });
});

test("baseEnvironment() gives a component nothing of Holdfast's", () => {
  expect(baseEnvironment({ HOME: "/home/a", HOLDFAST_TOKEN: "t", DATABASE_URL: "u" })).toEqual({ HOME: "/home/a" });
});
