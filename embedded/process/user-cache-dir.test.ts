import { expect, test } from "vitest";
import { userCacheDir } from "./user-cache-dir.ts";

test.each([
  { platform: "linux", env: { HOME: "/home/a" }, want: "/home/a/.cache/holdfast" },
  { platform: "linux", env: { HOME: "/home/a", XDG_CACHE_HOME: "/cache" }, want: "/cache/holdfast" },
  { platform: "darwin", env: { HOME: "/Users/a" }, want: "/Users/a/Library/Caches/holdfast" },
] as const)("userCacheDir() on $platform with $env is $want", ({ platform, env, want }) => {
  expect(userCacheDir(env, platform)).toBe(want);
});
