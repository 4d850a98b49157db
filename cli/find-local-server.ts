import { dirname, join, resolve } from "node:path";
import { CommandFailure } from "./command-failure.ts";
import type { KnownServer } from "./connection.ts";
import { readIfPresent } from "./read-if-present.ts";
import { isLoopback, serverUrl } from "./server-url.ts";

/**
 * The server that the nearest `.holdfast/` in `start` or above names, and its token; undefined when there is none.
 * @throws CommandFailure when its `server.json` cannot be used
 */
export async function findLocalServer(start: string): Promise<KnownServer | undefined> {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const file = join(directory, ".holdfast", "server.json");
    const text = await readIfPresent(file);
    if (text !== undefined) return localServer(file, text);
    if (dirname(directory) === directory) return undefined;
  }
}

function localServer(file: string, text: string): KnownServer {
  const { url: address, tokenFile } = parseServerFile(file, text);
  const url = serverUrl(address, file);
  // A directory may come from anywhere (a clone, an archive). What is typed in it must not go to an address its author chose.
  if (!isLoopback(url))
    throw new CommandFailure(`${file} names ${url.origin}, which is not this machine`, {
      hints: ["name that server yourself if you mean it: HOLDFAST_URL, or a context"],
    });
  const path = resolve(dirname(file), tokenFile);
  const token = async () => {
    const read = (await readIfPresent(path))?.trim();
    return read ? { token: read, from: path } : undefined;
  };
  return { url, from: file, token };
}

function parseServerFile(file: string, text: string): { readonly url: string; readonly tokenFile: string } {
  const hints = ["start the server again, which writes it anew: npm start"];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${file} is not JSON`, { hints, cause: error });
  }
  if (typeof parsed !== "object" || parsed === null || !("url" in parsed) || typeof parsed.url !== "string")
    throw new CommandFailure(`${file} names no "url"`, { hints });
  const tokenFile = "tokenFile" in parsed && typeof parsed.tokenFile === "string" ? parsed.tokenFile : "token";
  return { url: parsed.url, tokenFile };
}
