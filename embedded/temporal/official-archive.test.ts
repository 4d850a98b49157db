import { expect, test } from "vitest";
import { archiveName, checksumOf } from "./official-archive.ts";

test.each([
  { platform: "linux", arch: "x64", want: "temporal_cli_1.8.2_linux_amd64.tar.gz" },
  { platform: "darwin", arch: "arm64", want: "temporal_cli_1.8.2_darwin_arm64.tar.gz" },
  { platform: "linux", arch: "riscv64", want: undefined },
  { platform: "win32", arch: "x64", want: undefined },
])("archiveName() for $platform-$arch is $want", ({ platform, arch, want }) => {
  expect(archiveName(platform, arch)).toBe(want);
});

const digest = "ab".repeat(32);
test.each([
  { name: "two spaces", text: `${"cd".repeat(32)}  other\n${digest}  file\n`, want: digest },
  { name: "the mark of binary mode", text: `${digest} *file`, want: digest },
  { name: "capital letters", text: `${digest.toUpperCase()}  file`, want: digest },
  { name: "another file", text: `${digest}  file.zip`, want: undefined },
  { name: "no digest", text: `404: Not Found  file`, want: undefined },
])("checksumOf() reads a line with $name", ({ text, want }) => {
  expect(checksumOf("file", text)).toBe(want);
});
