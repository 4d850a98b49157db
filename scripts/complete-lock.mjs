// node scripts/complete-lock.mjs: run it after an `npm install` that changed package-lock.json.
//
// A registry mirror that does not serve a package's builds for other platforms makes npm leave them out of the lock
// file, and then `npm ci` refuses on every machine. This adds them again: version, os, cpu and libc, without a checksum,
// since there is nothing to compute one from. On the platforms that are served nothing changes.
import { readFileSync, writeFileSync } from "node:fs";

const OS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const CPU = ["arm64", "x64", "ia32", "arm", "ppc64", "riscv64", "s390x"];

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
const packages = lock.packages;
let added = 0;
for (const [from, entry] of Object.entries({ ...packages })) {
  if (from === "") continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`;
    if (packages[at] || packages[`${from}/${at}`]) continue;
    packages[at] = platformEntry(name, version, entry.dev);
    added += 1;
  }
}
const sorted = Object.entries(packages).sort(([left], [right]) => left.localeCompare(right, "en"));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`added ${added} packages of other platforms`);

function platformEntry(name, version, isDev) {
  const parts = name.split("/").pop().split("-");
  const os = OS.find((word) => parts.includes(word));
  const cpu = CPU.find((word) => parts.includes(word));
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(isDev && { dev: true }),
    ...libcOf(os, parts),
    optional: true,
    ...(os && { os: [os] }),
  };
}

function libcOf(os, parts) {
  if (os !== "linux") return {};
  if (parts.some((part) => part.startsWith("musl"))) return { libc: ["musl"] };
  return parts.some((part) => part.startsWith("gnu")) ? { libc: ["glibc"] } : {};
}
