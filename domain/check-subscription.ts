import { didYouMean } from "./did-you-mean.ts";
import type { CheckedDocument, CheckSources, Findings } from "./document-check.ts";
import { toPointer } from "./json-pointer.ts";
import type { KnownDocuments } from "./known-documents.ts";
import { patternProblem } from "./notifications/event-pattern.ts";
import type { SubscriptionDocument } from "./schema/subscription.ts";
import { unknownSecrets } from "./unknown-names.ts";

/** Checks a subscription: its patterns, its environments, and that its way can be gone: address, secrets, mailboxes. */
export async function checkSubscription(
  { document }: CheckedDocument<SubscriptionDocument>,
  {
    known,
    sources,
  }: { readonly known: KnownDocuments; readonly sources: Pick<CheckSources, "checkWebhookUrl" | "hasSecret"> },
  findings: Findings,
): Promise<void> {
  const { metadata, spec } = document;
  const { project } = metadata;
  spec.events.forEach((pattern, index) => {
    const problem = patternProblem(pattern);
    if (problem !== undefined) findings.add("REFERENCE_UNKNOWN", `/spec/events/${index}`, problem);
  });
  spec.environments?.forEach((name, index) => checkEnvironment(name, { project, index, known }, findings));
  spec.email?.to.forEach((address, index) => {
    if (!isMailAddress(address))
      findings.add(
        "DOCUMENT_INVALID",
        `/spec/email/to/${index}`,
        `spec.email.to.${index}: no address like ada@shop.example`,
      );
  });
  if (spec.webhook === undefined) return;
  const problem = sources.checkWebhookUrl(spec.webhook.url);
  if (problem !== undefined) findings.add("DOCUMENT_INVALID", "/spec/webhook/url", `spec.webhook.url: ${problem}`);
  for (const key of ["secret", "previousSecret"] as const) {
    const name = spec.webhook[key];
    if (name === undefined) continue;
    for (const { code, message } of await unknownSecrets([name], { project, hasSecret: sources.hasSecret }))
      findings.add(code, toPointer(["spec", "webhook", key]), message);
  }
}

function checkEnvironment(
  name: string,
  { project, index, known }: { readonly project: string; readonly index: number; readonly known: KnownDocuments },
  findings: Findings,
): void {
  if (known.environment(project, name) !== undefined) return;
  const hint = didYouMean(name, known.environmentNames(project));
  const message = `project "${project}" has no environment "${name}"${hint}`;
  findings.add("REFERENCE_UNKNOWN", `/spec/environments/${index}`, message);
}

/** One mailbox, without a name and without anything that could be read as a second one. */
function isMailAddress(text: string): boolean {
  const [local = "", domain = "", ...rest] = text.split("@");
  return (
    rest.length === 0 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/.test(local) &&
    !/^\.|\.$|\.\./.test(local) &&
    /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(domain)
  );
}
