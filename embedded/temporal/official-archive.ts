import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { lastLines, runCommand } from "../process/run-command.ts";
import { fillCache } from "./binary-cache.ts";
import { CLI_VERSION } from "./temporal-version.ts";
import type { Way, WayContext } from "./way.ts";

const CONNECT_WITHIN_MS = 5_000;
const TELL_EVERY_MS = 10_000;
const STALLED_AFTER_MS = 30_000;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The releases of the Temporal CLI, as its maintainers publish them. */
export const ARCHIVE_URL = "https://github.com/temporalio/cli/releases/download";

/** The name of the archive for a platform, as `temporal_cli_1.8.2_linux_amd64.tar.gz`; absent when there is none. */
export function archiveName(platform: string, arch: string): string | undefined {
  const architecture = ARCHITECTURES[arch];
  if (architecture === undefined || !["linux", "darwin"].includes(platform)) return undefined;
  return `temporal_cli_${CLI_VERSION}_${platform}_${architecture}.tar.gz`;
}

/** The SHA-256 of a file in the text of a `checksums.txt`, in lower-case hex; absent when it is not listed. */
export function checksumOf(name: string, checksums: string): string | undefined {
  const line = checksums.split("\n").find((text) => text.trim().split(/\s+/)[1]?.replace(/^\*/, "") === name);
  return /^[0-9a-f]{64}$/i.exec(line?.trim().split(/\s+/)[0] ?? "")?.[0].toLowerCase();
}

/** The official archive of the pinned version, checked against the checksums of its release, kept in the cache. */
export const officialArchive: Way = {
  name: `the official archive of Temporal ${CLI_VERSION}`,
  async find(context) {
    const name = archiveName(process.platform, process.arch);
    if (name === undefined) return { answer: "passed over", why: `none for ${process.platform}-${process.arch}` };
    try {
      return await fillCache(
        { cacheDir: context.cacheDir, version: CLI_VERSION },
        async (folder) => await fetchAndUnpack(context, name, folder),
      );
    } catch (error) {
      context.signal?.throwIfAborted(); // Asked to stop: that says nothing about the archive.
      return { answer: "passed over", why: describe(error) };
    }
  },
};

async function fetchAndUnpack(
  context: WayContext,
  name: string,
  folder: string,
): Promise<{ readonly made: string } | { readonly problem: string }> {
  const base = `${context.archiveUrl}/v${CLI_VERSION}`;
  const checksums = await request(`${base}/checksums.txt`, context);
  const wanted = checksumOf(name, await checksums.text());
  if (wanted === undefined) return { problem: `checksums.txt of version ${CLI_VERSION} does not list "${name}"` };
  const archive = join(folder, name);
  const found = await download(await request(`${base}/${name}`, context), archive, context);
  if (found !== wanted) return { problem: `"${name}" has checksum ${found}, but ${wanted} was published` };
  const { code, output } = await runCommand("tar", ["-xzf", archive, "-C", folder, "temporal"]);
  return code === 0 ? { made: join(folder, "temporal") } : { problem: `cannot unpack "${name}": ${lastLines(output)}` };
}

/** Waits 5 s for the beginning of the answer; the rest may take its time. */
async function request(url: string, { signal }: WayContext): Promise<Response> {
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error(`no answer within ${CONNECT_WITHIN_MS / 1_000} s from ${url}`)),
    CONNECT_WITHIN_MS,
  );
  try {
    const limit = signal === undefined ? connecting.signal : AbortSignal.any([signal, connecting.signal]);
    const response = await fetch(url, { signal: limit });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response;
  } finally {
    clearTimeout(timer);
  }
}

/** Writes the body to a file and answers its SHA-256. */
async function download(response: Response, file: string, { report, signal }: WayContext): Promise<string> {
  if (response.body === null) throw new Error(`${response.url} answered without a body`);
  const totalBytes = Number(response.headers.get("content-length") ?? 0);
  report(`fetching Temporal ${CLI_VERSION}${totalBytes > 0 ? `, ${megabytes(totalBytes)}` : ""} …`);
  const hash = createHash("sha256");
  const stalled = new AbortController();
  let bytes = 0;
  const watchdog = setTimeout(() => stalled.abort(new Error(`${response.url} stopped sending`)), STALLED_AFTER_MS);
  const ticker = setInterval(
    () => report(`  ${megabytes(bytes)}${totalBytes > 0 ? ` of ${megabytes(totalBytes)}` : ""} so far`),
    TELL_EVERY_MS,
  );
  async function* measured(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      watchdog.refresh();
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    const limit = signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
    await pipeline(Readable.fromWeb(response.body), measured, createWriteStream(file), { signal: limit });
  } finally {
    clearInterval(ticker);
    clearTimeout(watchdog);
  }
  return hash.digest("hex");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says only "fetch failed"; what happened is in its cause.
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
