import { expect, test } from "vitest";
import type { Secrets } from "../../adapters/secrets/port.ts";

/** A source of secrets, and a way to put a value there that works where `set` is absent, too. */
export interface SecretsWorld {
  readonly secrets: Secrets;
  put(project: string, name: string, value: string): Promise<void>;
}

/** What every source of secrets must do. Each call of `make` gives an empty one. */
export function secretsContract(name: string, make: () => Promise<SecretsWorld>): void {
  test(`${name} gives a value and its version, and only those of the project`, async () => {
    const { secrets, put } = await make();
    await put("shop", "token", "canary");
    const version = await secrets.version("shop", "token");
    expect(version).toEqual(expect.stringMatching(/./));
    expect(version).not.toContain("canary");
    expect(await secrets.read("shop", "token")).toEqual({ value: "canary", version });
    expect(await secrets.version("other", "token")).toBeUndefined();
  });

  test(`${name} changes the version with the value, and keeps it for an equal one`, async () => {
    const { secrets, put } = await make();
    await put("shop", "token", "first");
    const first = await secrets.version("shop", "token");
    await put("shop", "token", "first");
    expect(await secrets.version("shop", "token")).toBe(first);
    await put("shop", "token", "second");
    expect(await secrets.version("shop", "token")).not.toBe(first);
  });

  test(`${name} lists names, sorted, and none of a project without secrets`, async () => {
    const { secrets, put } = await make();
    await put("shop", "zebra", "1");
    await put("shop", "ant", "2");
    expect(await secrets.names("shop")).toEqual(["ant", "zebra"]);
    expect(await secrets.names("other")).toEqual([]);
  });

  test.each([
    { project: "shop", secret: "absent" },
    { project: "shop", secret: "../shop/token" },
    { project: "../shop", secret: "token" },
    { project: "", secret: "" },
  ])(`${name} does not find "$secret" of "$project"`, async ({ project, secret }) => {
    const { secrets, put } = await make();
    await put("shop", "token", "canary");
    expect(await secrets.version(project, secret)).toBeUndefined();
    await expect(secrets.read(project, secret)).rejects.toMatchObject({ code: "SECRET_NOT_FOUND" });
  });

  test(`${name} deletes, if it can, and the absent counts as deleted`, async () => {
    const { secrets, put } = await make();
    if (secrets.delete === undefined) return;
    await put("shop", "token", "canary");
    await secrets.delete("shop", "token");
    await secrets.delete("shop", "token");
    expect(await secrets.version("shop", "token")).toBeUndefined();
  });

  test.each([
    { problem: "a name that is no identifier", secret: "a-b", value: "x" },
    { problem: "a name that is a path", secret: "../x", value: "x" },
    { problem: "a name that is too long", secret: "a".repeat(64), value: "x" },
    { problem: "an empty value", secret: "token", value: "" },
    { problem: "a value that is too long", secret: "token", value: "x".repeat(65_537) },
    { problem: "a value with NUL", secret: "token", value: "canary\0" },
  ])(`${name} refuses $problem, if it can store, and does not repeat it`, async ({ secret, value }) => {
    const { secrets } = await make();
    if (secrets.set === undefined) return;
    const refusal = await secrets.set("shop", secret, value).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "SECRET_INVALID" });
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain("canary");
  });
}
