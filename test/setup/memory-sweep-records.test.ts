import { sweepRecordsContract } from "../contracts/sweep-records.ts";
import { memorySweepRecords, type MemorySweepTarget } from "./memory-sweep-records.ts";

const target = (componentUid: string): MemorySweepTarget => ({
  componentUid,
  environmentUid: "e1",
  kind: "simulated",
  incarnation: 1,
  epoch: 1,
  isBusy: false,
  hash: "hash",
  secretPaths: [],
  version: 1,
  mustLearn: false,
  hasFinding: false,
  baseline: { fields: {}, learned: [], version: 1, project: "shop", componentUids: [componentUid] },
});

sweepRecordsContract("the memory", async () => {
  const records = memorySweepRecords(["c2", "c1", "c3"].map(target));
  const work = async (isBusy: boolean) => {
    for (const row of records.components.values()) Object.assign(row, { isBusy, epoch: row.epoch + Number(isBusy) });
  };
  return {
    records,
    place: { cell: "local", account: "1", region: "north" },
    startWork: async () => await work(true),
    endWork: async () => await work(false),
  };
});
