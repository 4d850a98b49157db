import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { unlessMissing } from "../files/system-errors.ts";
import { syncDirectory, writeDurably } from "../files/write-durably.ts";
import { base32 } from "./base32.ts";
import { readCellKey } from "./cell-key.ts";
import type { Sealed } from "./port.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SUFFIX = ".sealed";

/**
 * Values under `root/<component uid>/`, one file each, encrypted with AES-256-GCM and bound to their component and key.
 *
 * The cell's key lies in `keyFile` and is made at first use. Without it the values are lost and nothing can bring them back.
 */
export async function fileSealed(options: { readonly root: string; readonly keyFile: string }): Promise<Sealed> {
  const cellKey = await readCellKey(options.keyFile);
  const sealKey = derive(cellKey, "seal");
  const hashKey = derive(cellKey, "hash");
  const tokenKey = derive(cellKey, "token");

  const directoryOf = (componentUid: string) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(componentUid)) throw new Error("a component's uid is no path");
    return join(options.root, componentUid);
  };

  return {
    async seal(componentUid, values) {
      const directory = directoryOf(componentUid);
      const made = await mkdir(directory, { recursive: true, mode: 0o700 });
      if (made !== undefined) await syncDirectory(options.root);
      for (const [name, value] of Object.entries(values)) {
        const sealed = encrypt(sealKey, bindingOf(componentUid, name), value);
        await writeDurably(join(directory, fileNameOf(name)), sealed);
      }
    },

    async unseal(componentUid) {
      const directory = directoryOf(componentUid);
      const files = await unlessMissing(readdir(directory), []);
      const names = files.filter((file) => file.endsWith(SUFFIX)).map(nameOf);
      const values = await Promise.all(
        names.map(async (name): Promise<readonly (readonly [string, string])[]> => {
          // Forgotten meanwhile counts as not there.
          const sealed = await unlessMissing(readFile(join(directory, fileNameOf(name))), undefined);
          return sealed === undefined ? [] : [[name, decrypt(sealKey, bindingOf(componentUid, name), sealed)]];
        }),
      );
      return Object.fromEntries(values.flat());
    },

    async forget(componentUid) {
      await rm(directoryOf(componentUid), { recursive: true, force: true });
    },

    keyedHash: (value) => base32(createHmac("sha256", hashKey).update(value).digest()),
    token: (parts) => base32(createHmac("sha256", tokenKey).update(JSON.stringify(parts)).digest()),
  };
}

/** One key for each use, so that what is known of one says nothing of another. */
function derive(cellKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync("sha256", cellKey, "", `holdfast ${use}`, 32));
}

function bindingOf(componentUid: string, name: string): Buffer {
  return Buffer.from(JSON.stringify([componentUid, name]));
}

// Names may hold anything, file names may not.
function fileNameOf(name: string): string {
  return Buffer.from(name).toString("hex") + SUFFIX;
}

function nameOf(fileName: string): string {
  return Buffer.from(fileName.slice(0, -SUFFIX.length), "hex").toString();
}

function encrypt(key: Buffer, binding: Buffer, value: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(binding);
  const content = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]);
}

function decrypt(key: Buffer, binding: Buffer, sealed: Buffer): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(binding).setAuthTag(tag);
    const content = sealed.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(content), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new Error("a sealed value was changed or belongs to another key: bring the cell's key file back", {
      cause: error,
    });
  }
}
