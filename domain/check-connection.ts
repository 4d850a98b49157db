import type { CheckedDocument, CheckSources, Findings } from "./document-check.ts";
import { toPointer } from "./json-pointer.ts";
import type { ConnectionDocument } from "./schema/documents.ts";
import { unknownSecrets } from "./unknown-names.ts";

type Credentials = ConnectionDocument["spec"]["credentials"];

/** What goes together. */
const PAIRS = [
  ["username", "passwordSecret"],
  ["clientId", "clientSecretSecret"],
] as const satisfies readonly (readonly (keyof Credentials)[])[];
const SECRETS = [
  "passwordSecret",
  "clientSecretSecret",
  "tokenSecret",
] as const satisfies readonly (keyof Credentials)[];

/** Checks a connection: its address, that it has the credentials its system takes, and that their secrets are there. */
export async function checkConnection(
  { document }: CheckedDocument<ConnectionDocument>,
  { hasSecret }: Pick<CheckSources, "hasSecret">,
  findings: Findings,
): Promise<void> {
  const { metadata, spec } = document;
  const problem = addressProblem(spec.url);
  if (problem !== undefined) findings.add("DOCUMENT_INVALID", "/spec/url", `spec.url: ${problem}`);
  checkCredentials(spec, findings);
  for (const key of SECRETS) {
    const name = spec.credentials[key];
    if (name === undefined) continue;
    for (const { code, message } of await unknownSecrets([name], { project: metadata.project, hasSecret }))
      findings.add(code, toPointer(["spec", "credentials", key]), message);
  }
}

/** What is wrong with an address; the address itself is not repeated, it may hold a password. */
function addressProblem(url: string): string | undefined {
  // As a browser reads it: more slashes, and turned ones, are the same.
  if (/^\s*https?:[\\/\s]*[^\\/?#]*@/i.test(url)) return "no user and no password in the address: use credentials";
  if (/[?#]/.test(url)) return 'paths are added to the address: it ends before "?" and "#"';
  return undefined;
}

function checkCredentials({ system, credentials, options }: ConnectionDocument["spec"], findings: Findings): void {
  let isHalf = false;
  for (const [who, what] of PAIRS) {
    if ((credentials[who] === undefined) === (credentials[what] === undefined)) continue;
    const [given, missing] = credentials[who] === undefined ? [what, who] : [who, what];
    findings.add("DOCUMENT_INVALID", `/spec/credentials/${given}`, `spec.credentials.${given} needs ${missing}`);
    isHalf = true;
  }
  if (isHalf || system === "http") return;
  const { passwordSecret, tokenSecret, clientId } = credentials;
  const isFixed = passwordSecret !== undefined || tokenSecret !== undefined;
  if (!isFixed && clientId === undefined) {
    const message = `a connection to ${system} needs username and passwordSecret, or clientId and clientSecretSecret`;
    findings.add("DOCUMENT_INVALID", "/spec/credentials", `spec.credentials: ${message}`);
    return;
  }
  // With OAuth alone, Jira is called through a common address, below the id of the site.
  if (system !== "jira" || isFixed || typeof options["cloudId"] === "string") return;
  const at = options["cloudId"] === undefined ? "/spec/options" : "/spec/options/cloudId";
  findings.add("DOCUMENT_INVALID", at, "spec.options.cloudId: the id of the site, as text, is needed with clientId");
}
