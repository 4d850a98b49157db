import { createHash } from "node:crypto";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { yamlDocuments } from "../../adapters/documents/yaml-documents.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { createApi, type ApiDeps } from "../../api/app.ts";
import { jsonLog } from "../../api/http/log.ts";
import { createOpenStreams } from "../../api/streams/open-streams.ts";
import { createBell } from "../../api/wakes/bell.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { fakeStore } from "./fake-store.ts";

/** The token that the API under test takes. */
export const TOKEN = "hf_0123456789012345678901234567890123456789012";
/** The header that carries it. */
export const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

/** A request whose headers are a plain object. */
export type SentRequest = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** An API in this process with nothing behind it but a fake store and memory; `lines` is all it logged. */
export function apiUnderTest(options: { readonly store?: Partial<StoreOfApi>; readonly deps?: Partial<ApiDeps> } = {}) {
  const lines: string[] = [];
  const secrets = new Map<string, string>();
  const streams = createOpenStreams({ all: 3, perReader: 3 });
  const sealed = createBell();
  const api = createApi({
    token: TOKEN,
    authorization: cedarAuthorization(),
    version: "1.2.3",
    store: fakeStore(options.store),
    documents: yamlDocuments(),
    expressions: {
      references: () => ({ components: [], parameters: [], secrets: [], gates: [], steps: [], roots: [] }),
      evaluate: async () => null,
    },
    secrets: {
      version: async (project, name) => versionOf(secrets.get(`${project}/${name}`)),
      read: async (project, name) => {
        const value = secrets.get(`${project}/${name}`) ?? "";
        return { value, version: versionOf(value) ?? "" };
      },
      names: async () => [...secrets.keys()].map((key) => key.split("/")[1] ?? "").toSorted(),
      set: async (project, name, value) => {
        secrets.set(`${project}/${name}`, value);
        return { version: versionOf(value) ?? "" };
      },
      delete: async (project, name) => void secrets.delete(`${project}/${name}`),
    },
    artifacts: {
      push: async (files) => {
        let bytes = 0;
        let count = 0;
        for await (const file of files) {
          bytes += file.content.byteLength;
          count += 1;
        }
        return { digest: `sha256:${"0".repeat(64)}`, files: count, bytes };
      },
      has: async () => true,
      list: async () => [],
      files: async () => [],
      manifest: async () => [],
      directory: async () => "/nowhere",
    },
    logsOf: () => ({ tail: async () => [], follow: async function* () {} }),
    kinds: [],
    gates: [],
    steps: [],
    calendar: { check: () => [], spans: () => [] },
    ways: { urlProblem: () => undefined, missing: () => undefined },
    cells: ["local"],
    digest: (value) => `sha256:${createHash("sha256").update(canonicalJson(value)).digest("hex")}`,
    documentSchemas: [{ kind: "Project", schema: { title: "Project" } }],
    checks: [],
    streams,
    sealed,
    log: jsonLog((line) => lines.push(line)),
    ...options.deps,
  });
  /** Sends a request with the token, unless its headers say otherwise. */
  const send = async (path: string, init: SentRequest = {}) =>
    await api.request(path, { ...init, headers: { ...AUTHORIZED, ...init.headers } });
  return { api, send, lines, streams, sealed, secrets };
}

/** A version that every value has of its own. */
function versionOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : createHash("sha256").update(value).digest("hex").slice(0, 8);
}
