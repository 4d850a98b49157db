import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** The prefix lets scanners of leaked secrets know it. */
const TOKEN = /^hf_[A-Za-z0-9_-]{43,200}$/;

/**
 * The token in a file. Where there is no file it is made: 32 random bytes, readable by the owner only, durable when this
 * returns. Of several processes that make it at once, one wins and all answer its token.
 * @throws Error when the file holds something else
 */
export async function ensureToken(file: string): Promise<string> {
  const found = await readToken(file);
  if (found !== undefined) return found;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(`hf_${randomBytes(32).toString("base64url")}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link, not a rename: it fails where the file has come meanwhile, and is whole or not there.
    await link(draft, file).catch(unlessCode("EEXIST"));
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readToken(file);
  if (made === undefined) throw new Error(`the token file ${JSON.stringify(file)} was taken away while it was made`);
  return made;
}

async function readToken(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(unlessCode("ENOENT"));
  if (text === undefined) return undefined;
  const token = text.trim();
  if (TOKEN.test(token)) return token;
  throw new Error(
    `the file ${JSON.stringify(file)} does not hold a token ("hf_" and at least 43 characters); remove it to have one made`,
  );
}

function unlessCode(code: string): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === code) return undefined;
    throw error;
  };
}
