import { waitUntil } from "../../embedded/process/wait-until.ts";

/** Where Node's inspector listens in a process that is signalled. */
const INSPECTOR = "http://127.0.0.1:9229";
const LIMIT_MS = 60_000;

/**
 * Lets a Node process and its threads drop everything that is garbage, through its inspector, so that what stays resident
 * is what it needs. The inspector stays open.
 *
 * @param script - Part of the path of what it runs: another process that has the inspector's port is not taken for it.
 */
export async function collectGarbage(pid: number, script: string, signal: AbortSignal): Promise<void> {
  process.kill(pid, "SIGUSR1");
  let address: string | undefined;
  const look = async () => {
    address = await inspectorOf(script);
    return address !== undefined;
  };
  await waitUntil(look, { what: `the inspector of ${script}`, limitMs: LIMIT_MS, everyMs: 100, signal });
  if (address !== undefined)
    await collectThrough(new WebSocket(address), AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
}

async function inspectorOf(script: string): Promise<string | undefined> {
  try {
    const targets = (await (await fetch(`${INSPECTOR}/json/list`)).json()) as readonly Target[];
    return targets.find(({ url }) => url.includes(script))?.webSocketDebuggerUrl;
  } catch {
    return undefined; // It does not listen yet.
  }
}

interface Target {
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

/** What the inspector says; answers have an id. */
interface Said {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly message?: string };
}

const COLLECT = "HeapProfiler.collectGarbage";

/** Asks the process and each of its threads, and waits for all of them. */
async function collectThrough(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const threads = new Set<string>();
  let isThreadsKnown = false;
  let isProcessDone = false;
  const send = (id: number, method: string, params?: object) =>
    socket.send(JSON.stringify({ id, method, ...(params === undefined ? {} : { params }) }));
  const isOver = () => isThreadsKnown && isProcessDone && threads.size === 0;
  socket.addEventListener("open", () => send(1, "NodeWorker.enable", { waitForDebuggerOnStart: false }));
  socket.addEventListener("message", ({ data }) => {
    const { id, method, params } = JSON.parse(String(data)) as Said;
    const thread = params?.sessionId ?? "";
    if (method === "NodeWorker.attachedToWorker") {
      threads.add(thread);
      const message = JSON.stringify({ id: 1, method: COLLECT });
      send(3, "NodeWorker.sendMessageToWorker", { sessionId: thread, message });
    }
    if (method === "NodeWorker.receivedMessageFromWorker") {
      if ((JSON.parse(params?.message ?? "{}") as Said).id === 1) threads.delete(thread);
    }
    if (id === 1) {
      isThreadsKnown = true;
      send(2, COLLECT);
    }
    if (id === 2) isProcessDone = true;
    if (isOver()) resolve();
  });
  socket.addEventListener("error", () => reject(new Error("the inspector has closed the connection")));
  signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  try {
    await promise;
  } finally {
    socket.close();
  }
}
