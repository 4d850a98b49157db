import { bytesWords } from "./render/bytes-words.ts";
import type { Session } from "./session.ts";
import { artifactLines, walkDirectory } from "./walk-directory.ts";

interface Pushed {
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
}

/** Stores a directory, says so, and answers its digest. @throws CommandFailure when the directory cannot be an artifact */
export async function pushArtifact(session: Session, directory: string): Promise<string> {
  const files = await walkDirectory(directory);
  const pushed = await session.request<Pushed>({
    method: "POST",
    path: "v1/artifacts",
    headers: { "content-type": "application/x-ndjson" },
    body: () => artifactLines(files),
  });
  session.terminal.err.line(`stored ${directory}: ${pushed.files} files, ${bytesWords(pushed.bytes)}`);
  return pushed.digest;
}
