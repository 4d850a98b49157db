import { join } from "node:path";
import { z } from "zod";
import { isAlive, ProcessIdentity } from "./process-identity.ts";
import { readIfPresent } from "./read-if-present.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

const NotedChild = z.object({ role: z.string(), identity: ProcessIdentity, opens: z.array(z.string()) });
/** A child that a supervisor has started: what for, which process, and the files or folders it holds open. */
export type NotedChild = z.infer<typeof NotedChild>;

/** The children that run for one state directory, kept in its `children.json` so that the next supervisor knows them. */
export interface ChildNotes {
  /** Adds a child; on disk when it returns. */
  note(child: NotedChild): Promise<void>;
  /** Removes a child that is gone; nothing happens when it was not noted. */
  forget(identity: ProcessIdentity): Promise<void>;
  /** The noted children that run at this moment. */
  alive(): readonly NotedChild[];
}

/** Reads the notes of a state directory; none when there is no file yet. Only the owner of the state lock may write. */
export async function openChildNotes(stateDir: string): Promise<ChildNotes> {
  const path = join(stateDir, "children.json");
  const text = await readIfPresent(path);
  const noted = text === undefined ? [] : z.array(NotedChild).parse(JSON.parse(text));
  let children: readonly NotedChild[] = noted.filter((child) => isAlive(child.identity));
  let lastWrite: Promise<void> = Promise.resolve();

  // One write after another, so that the last one on disk is the newest.
  async function replace(next: readonly NotedChild[]): Promise<void> {
    children = next;
    const write = async () => await writeFileAtomically(path, JSON.stringify(children, null, 2));
    lastWrite = lastWrite.then(write, write);
    await lastWrite;
  }

  return {
    note: async (child) => await replace([...children, child]),
    forget: async (identity) => await replace(children.filter((child) => child.identity.pid !== identity.pid)),
    alive: () => children.filter((child) => isAlive(child.identity)),
  };
}
