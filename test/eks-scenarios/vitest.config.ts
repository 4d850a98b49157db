import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "eks-scenarios",
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/eks-scenarios/**/*.test.ts", "test/e2e/eks*.test.ts", "test/upgrades/*.test.ts"],
    pool: "forks",
    globalSetup: ["test/setup/global.ts"],
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
  },
});
