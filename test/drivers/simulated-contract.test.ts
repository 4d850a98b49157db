import { simulatedDriver } from "../../activities/components/simulated/driver.ts";
import { driverContract } from "../contracts/driver.ts";
import { startFakeCloud } from "../fakes/start-fake-cloud.ts";

driverContract("simulated", async () => {
  const cloud = await startFakeCloud("--time-scale", "0.01");
  const config = (size: string) => ({ type: "queue", seconds: 10, properties: { size, nested: { on: true } } });
  return {
    driver: simulatedDriver({ cloudUrl: new URL(cloud.url), fetch }),
    config: config("small"),
    changed: { config: config("large"), how: "in place" },
    async timesMade({ id, incarnation }) {
      const name = `${id.componentUid}-i${incarnation}`;
      return (await cloud.effects()).filter(({ effect, id: resource }) => effect === "create" && resource === name)
        .length;
    },
    async breakIt({ id, incarnation }) {
      const path = `/control/resources/${id.componentUid}-i${incarnation}`;
      await cloud.call("POST", path, { body: { action: "remove" } });
    },
    close: cloud.kill,
  };
});
