import { expect } from "vitest";
import { liveEveryLife, WRITES } from "../every-life.ts";
import { scenario } from "../scenario.ts";

for (const { variant, action, answerMs } of [
  { variant: "cut off", action: { do: "reset", when: "after" } },
  { variant: "a page of a proxy", action: { do: "html", when: "after" } },
  { variant: "empty", action: { do: "empty", when: "after" } },
  { variant: "cut in half", action: { do: "truncate" } },
  { variant: "times that nobody can read", action: { do: "iso-timestamps" } },
  { variant: "the server failed", action: { do: "error", name: "ServerException", when: "after" } },
  { variant: "never comes", action: { do: "hang", when: "after" }, answerMs: 1_000 },
]) {
  scenario(
    "malformed answers",
    async (world) => {
      for (const operation of WRITES) await world.spoil(operation, action);
      expect(new Set(await liveEveryLife(world))).toEqual(new Set(["ready"]));
      expect(await world.done()).toEqual(WRITES);
      expect(await world.there()).toEqual({});
    },
    { variant, ...(answerMs === undefined ? {} : { answerMs }) },
  );
}
