import { expect, test } from "vitest";
import type { Sealed } from "../../adapters/sealed/port.ts";

/** What every sealed store must do. Each call of `make` gives an empty one with a key of its own. */
export function sealedContract(name: string, make: () => Promise<Sealed>): void {
  test(`${name} gives back what was sealed, and keeps other keys of the component`, async () => {
    const sealed = await make();
    expect(await sealed.unseal("c1")).toEqual({});
    await sealed.seal("c1", { url: "postgres://a", "driver.password": "ä\n\0" });
    await sealed.seal("c1", { url: "postgres://b" });
    await sealed.seal("c2", { url: "postgres://c" });
    expect(await sealed.unseal("c1")).toEqual({ url: "postgres://b", "driver.password": "ä\n\0" });
    expect(await sealed.unseal("c2")).toEqual({ url: "postgres://c" });
  });

  test(`${name} keeps every key of seals that come at once`, async () => {
    const sealed = await make();
    const names = Array.from({ length: 20 }, (_, index) => `key/${index}`);
    await Promise.all(names.map(async (key) => await sealed.seal("c1", { [key]: key })));
    expect(await sealed.unseal("c1")).toEqual(Object.fromEntries(names.map((key) => [key, key])));
  });

  test(`${name} forgets a component, and the absent counts as forgotten`, async () => {
    const sealed = await make();
    await sealed.seal("c1", { url: "x" });
    await sealed.forget("c1");
    await sealed.forget("c1");
    expect(await sealed.unseal("c1")).toEqual({});
  });

  test(`${name} hashes equal values alike, and not as another cell does`, async () => {
    const [sealed, other] = [await make(), await make()];
    expect(sealed.keyedHash("a")).toBe(sealed.keyedHash("a"));
    expect(sealed.keyedHash("a")).not.toBe(sealed.keyedHash("b"));
    expect(sealed.keyedHash("a")).not.toBe(other.keyedHash("a"));
  });

  test(`${name} makes tokens of 52 characters that tell parts apart`, async () => {
    const sealed = await make();
    const tokens = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""]].map((parts) => sealed.token(parts));
    expect(new Set(tokens).size).toBe(4);
    for (const token of tokens) expect(token).toMatch(/^[a-z2-7]{52}$/);
    expect(sealed.token(["ab", "c"])).toBe(tokens[0]);
  });
}
