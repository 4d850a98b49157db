import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import { driverContract } from "../contracts/driver.ts";
import { testCell } from "./cell.ts";
import { SERVER } from "./server-artifact.ts";

driverContract("service", async () => {
  const cell = await testCell();
  const config = (level: string) => ({
    command: ["node", "server.js"],
    environment: { STARTS: join(cell.directory, "starts"), LEVEL: level },
    health: { path: "/healthz" },
  });
  return {
    driver: serviceDriver(cell.ports),
    artifact: await cell.push(SERVER),
    config: config("one"),
    changed: { config: config("two"), how: "by replacing" },
    timesMade: async () => (await cell.lines("starts")).length,
    async breakIt({ id, incarnation }) {
      const claim = await readFile(join(cell.ports.runs, id.componentUid, String(incarnation), "claim"), "utf8");
      process.kill(Number(claim.split("\n")[1]), "SIGKILL");
    },
    close: cell.close,
  };
});
