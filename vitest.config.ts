import { defineConfig } from "vitest/config";

const NEVER = ["node_modules/**", ".holdfast/**"];

export default defineConfig({
  test: {
    maxWorkers: 3,
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
          exclude: NEVER,
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
