import { HTTPException } from "hono/http-exception";
import { expect, it } from "vitest";
import { createOpenStreams } from "./open-streams.ts";

const nobody = new AbortController().signal;
const reader = (id: string) => ({ kind: "person", id }) as const;

it("leaves places for others, however many one reader wants", () => {
  const streams = createOpenStreams({ all: 5, perReader: 2 });
  const [first] = [streams.open(nobody, reader("ada")), streams.open(nobody, reader("ada"))];
  expect(() => streams.open(nobody, reader("ada"))).toThrow(HTTPException);
  streams.open(nobody, reader("bo"));
  // A service of the same id is another reader.
  streams.open(nobody, { kind: "service", id: "ada" });
  first?.release();
  streams.open(nobody, reader("ada"));
  expect(streams.count()).toBe(4);
  streams.open(nobody, reader("cy"));
  expect(() => streams.open(nobody, reader("dora"))).toThrow(HTTPException);
});

it("gives the installation's own token every place", () => {
  const streams = createOpenStreams({ all: 5, perReader: 2 });
  const installation = { kind: "installation", id: "installation" } as const;
  for (let each = 0; each < 5; each += 1) streams.open(nobody, installation);
  expect(() => streams.open(nobody, installation)).toThrow(HTTPException);
});
