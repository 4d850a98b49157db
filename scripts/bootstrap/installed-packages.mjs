import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is installed in a checkout, compared with its lock file by a stamp in `node_modules` that npm removes with it. */
export function installedPackages(root) {
  const stampFile = join(root, "node_modules", ".holdfast-lock");
  const npmNotes = join(root, "node_modules", ".package-lock.json");
  const lockText = () => readFileSync(join(root, "package-lock.json"), "utf8");
  const wantedStamp = () => stampOf(lockText());

  return {
    /** Whether everything is there, for this platform. */
    isComplete() {
      const stamp = readIfThere(stampFile);
      if (stamp !== undefined) return stamp === wantedStamp();
      const notes = readIfThere(npmNotes);
      if (notes === undefined || !isCovered(JSON.parse(lockText()), JSON.parse(notes))) return false;
      writeFileSync(stampFile, wantedStamp()); // Somebody ran npm by hand.
      return true;
    },
    markComplete: () => writeFileSync(stampFile, wantedStamp()),
    /** Both files would claim a complete installation if the next one were killed in the middle. */
    markIncomplete() {
      rmSync(stampFile, { force: true });
      rmSync(npmNotes, { force: true });
    },
  };
}

/** Whether what npm noted as installed is all that a lock file asks for. What is optional may be missing. */
export function isCovered(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === "") return true;
    const found = installed.packages[path];
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && [undefined, found.integrity].includes(wanted.integrity);
  });
}

/** How many packages of a lock file a platform installs. */
export function countFor(lock, { platform, arch }) {
  const fits = (allowed, own) => allowed === undefined || allowed.includes(own);
  return Object.entries(lock.packages).filter(
    ([path, { os, cpu }]) => path !== "" && fits(os, platform) && fits(cpu, arch),
  ).length;
}

function stampOf(lockText) {
  return createHash("sha256").update(lockText).update(`${process.platform}-${process.arch}`).digest("hex");
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // Not installed yet.
  }
}
