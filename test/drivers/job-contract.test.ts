import { join } from "node:path";
import { jobDriver } from "../../activities/components/job/driver.ts";
import { driverContract } from "../contracts/driver.ts";
import { testCell } from "./cell.ts";

driverContract("job", async () => {
  const cell = await testCell();
  const config = (level: string) => ({
    command: ["sh", "run.sh"],
    environment: { STARTS: join(cell.directory, "starts"), LEVEL: level },
  });
  return {
    driver: jobDriver(cell.ports),
    artifact: await cell.push({ "run.sh": 'echo "$LEVEL" >> "$STARTS"\n' }),
    config: config("one"),
    changed: { config: config("two"), how: "by replacing" },
    timesMade: async () => (await cell.lines("starts")).length,
    close: cell.close,
  };
});
