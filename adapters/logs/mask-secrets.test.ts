import { expect, it, vi } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";

const scope = { project: "shop", componentUids: ["c1", "c2"] };

function someMask(given: Record<string, string>, made: Record<string, Record<string, string>> = {}) {
  const secrets = {
    names: async () => Object.keys(given),
    version: async (_: string, name: string) => (name in given ? "v" : undefined),
    read: async (_: string, name: string) => ({ value: given[name] ?? "", version: "v" }),
  };
  return maskSecrets({ secrets, sealed: { unseal: async (uid) => made[uid] ?? {} } }, scope);
}

it.each([
  ["given by people", "key is s3cr3t/+ now", "key is *** now"],
  ["in an address", "postgres://u:s3cr3t%2F%2B@db", "postgres://u:***@db"],
  ["made by any component", "password p4ssw0rd!", "password ***"],
  ["of another environment", "password elsewhere", "password elsewhere"],
])("hides a secret %s", async (_, line, masked) => {
  const made = { c2: { "driver.password": "p4ssw0rd!" }, c9: { "driver.password": "elsewhere" } };
  expect(await someMask({ key: "s3cr3t/+" }, made)(line)).toBe(masked);
});

it("hides what is set later too", async () => {
  vi.useFakeTimers();
  try {
    const given: Record<string, string> = {};
    const mask = someMask(given);
    expect(await mask("late-secret")).toBe("late-secret");
    given["late"] = "late-secret";
    vi.setSystemTime(Date.now() + 2_001);
    expect(await mask("late-secret")).toBe("***");
  } finally {
    vi.useRealTimers();
  }
});
