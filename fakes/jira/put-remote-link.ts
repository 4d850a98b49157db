import { z } from "zod";
import type { Call } from "./commit-effect.ts";
import type { Issue, RemoteLink } from "./issue.ts";
import type { Jira } from "./jira.ts";

/** Body of `POST /rest/api/3/issue/:issue/remotelink`. */
export const RemoteLinkBody = z.object({
  globalId: z.string().min(1).max(255).optional(),
  application: z.record(z.string(), z.unknown()).optional(),
  relationship: z.string().optional(),
  object: z.looseObject({ url: z.url(), title: z.string().min(1).max(255) }),
});

/** Makes a remote link, or replaces the one of the same global id: what is not given becomes null. */
export async function putRemoteLink(
  jira: Jira,
  call: Call,
  { issue, body }: { readonly issue: Issue; readonly body: z.infer<typeof RemoteLinkBody> },
): Promise<{ readonly link: RemoteLink; readonly isNew: boolean }> {
  const { globalId = null, application = null, relationship = null, object } = body;
  const before = globalId === null ? undefined : issue.remoteLinks.find((link) => link.globalId === globalId);
  const id = before?.id ?? String(jira.world.next("id", 10_000));
  const link = { id, globalId, application, relationship, object };
  const isNew = before === undefined;
  const remoteLinks = isNew
    ? [...issue.remoteLinks, link]
    : issue.remoteLinks.map((other) => (other.id === id ? link : other));
  const changed = JSON.stringify(link) !== JSON.stringify(before);
  const issues = changed ? [{ ...issue, remoteLinks }] : [];
  const op = isNew ? "remotelink.create" : "remotelink.update";
  const logged = { before: before ?? null, after: link };
  await jira.commit(call, { op, effectId: id, issue: issue.key, ...logged, changed, issues });
  return { link, isNew };
}
