import { Client, Connection } from "@temporalio/client";
import { expect, it } from "vitest";
import { sendLookThrough } from "./send-look.ts";

it("says that Temporal is not reachable, and why, when nothing answers", async () => {
  const connection = Connection.lazy({ address: "127.0.0.1:1" });
  const send = sendLookThrough(new Client({ connection }));
  await expect(send({ kind: "environment", id: "e1" })).rejects.toMatchObject({
    code: "TEMPORAL_UNREACHABLE",
    message: /did not take the look/,
  });
  await connection.close();
});
