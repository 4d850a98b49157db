import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const NEVER = ["node_modules/**", ".holdfast/**"];

/** What `npm run test:eks` runs, and `npm test` has shorter ones of. */
const ONLY_OF_EKS = ["test/eks-scenarios/long/**", "test/e2e/eks-upgrade.test.ts", "test/upgrades/deaths.test.ts"];

// The longest; a file whose time is not known yet would else be sorted by its size, and these begun near the end. Those
// that are started side by side are not those that start the most processes.
const LONG = [
  "test/e2e/services.test.ts",
  "test/docs/commands.test.ts",
  "test/workflows/promotion-no-cache.test.ts",
  "test/embedded/lifecycle.test.ts",
  "test/engine/graphs.test.ts",
  "test/e2e/eks.test.ts",
  "test/crash/short.test.ts",
  "test/e2e/slack-and-drift.test.ts",
  "test/e2e/promotions.test.ts",
  "test/approvals/approval.test.ts",
  "test/order/short.test.ts",
  "test/restore/short.test.ts",
  "test/effects/short.test.ts",
  "test/races/short.test.ts",
];

/** Begins the longest files first, so that no worker is left with one of them at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONG.flatMap((path) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/${path}`)));
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}

export default defineConfig({
  test: {
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          // What only imports and calls: such files leave nothing behind, and share processes and what these have loaded.
          name: "beside",
          include: ["**/*.test.ts"],
          exclude: [...NEVER, "test/**"],
          pool: "forks",
          isolate: false,
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          // What starts something: a process for each file.
          name: "started",
          include: ["test/**/*.test.ts"],
          exclude: [...NEVER, ...ONLY_OF_EKS],
          pool: "forks",
          globalSetup: ["test/setup/global.ts"],
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
