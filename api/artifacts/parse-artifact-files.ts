import { z } from "zod";
import type { ArtifactFile } from "../../adapters/artifacts/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { splitLines } from "./split-lines.ts";

const CONTENT_BYTES_MAX = 100 * 1024 * 1024;
/** One file may be the whole artifact: its base64, its path and its keys. */
const LINE_BYTES_MAX = Math.ceil(CONTENT_BYTES_MAX / 3) * 4 + 4_096;

const Line = z.strictObject({ path: z.string().min(1).max(400), isExecutable: z.boolean(), content: z.base64() });

/**
 * The files of a body of JSON lines, one at a time, as they arrive.
 * @throws OrchestratorError `ARTIFACT_INVALID`, which names the line, for a line that is no file and for more than 100 MiB of content
 */
export async function* parseArtifactFiles(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<ArtifactFile> {
  let bytes = 0;
  let number = 0;
  for await (const line of splitLines(body, LINE_BYTES_MAX)) {
    number += 1;
    const { content: encoded, ...file } = parseLine(line, number);
    const content = Buffer.from(encoded, "base64");
    bytes += content.byteLength;
    if (bytes > CONTENT_BYTES_MAX)
      throw invalid(`line ${number}: with this file the artifact has more than ${CONTENT_BYTES_MAX} bytes of content`);
    yield { ...file, content };
  }
}

function parseLine(line: string, number: number): z.output<typeof Line> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw invalid(`line ${number} is not JSON`, error);
  }
  const parsed = Line.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join("/") || "the line"}: ${issue.message}`);
  throw invalid(`line ${number} is not a file { path, isExecutable, content }: ${problems.join("; ")}`);
}

const invalid = (message: string, cause?: unknown): OrchestratorError =>
  new OrchestratorError("ARTIFACT_INVALID", message, { cause });
