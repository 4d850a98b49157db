import { z } from "zod";
import type { Issue } from "./issue.ts";
import { refused } from "./refused.ts";
import type { World } from "./world.ts";

/** How two issues can be linked. */
export const LINK_TYPES = [
  { id: "10000", name: "Blocks", inward: "is blocked by", outward: "blocks" },
  { id: "10001", name: "Cloners", inward: "is cloned by", outward: "clones" },
  { id: "10002", name: "Duplicate", inward: "is duplicated by", outward: "duplicates" },
  { id: "10003", name: "Relates", inward: "relates to", outward: "relates to" },
] as const;

const IssueReference = z.union([
  z.looseObject({ key: z.string().min(1) }).transform(({ key }) => key),
  z.looseObject({ id: z.string().min(1) }).transform(({ id }) => id),
]);
const LinkType = z.union([
  z.looseObject({ name: z.string().min(1) }).transform(({ name }) => name),
  z.looseObject({ id: z.string().min(1) }).transform(({ id }) => id),
]);

/** A link seen from one issue: exactly one of the two sides is the other issue. */
export const NewLink = z
  .object({ type: LinkType, inwardIssue: IssueReference.optional(), outwardIssue: IssueReference.optional() })
  .refine(({ inwardIssue, outwardIssue }) => (inwardIssue === undefined) !== (outwardIssue === undefined), {
    message: "exactly one of inwardIssue and outwardIssue",
  });
/** A link from one issue, parsed. */
export type NewLink = z.infer<typeof NewLink>;

/** A link between two issues. */
export const LinkBody = z.object({ type: LinkType, inwardIssue: IssueReference, outwardIssue: IssueReference });

/**
 * Both issues with the link between them; `find` answers the issue of a reference, or throws. A link that is there
 * already is not made again.
 */
export function withLink(
  world: World,
  { issue, link, find }: { readonly issue: Issue; readonly link: NewLink; readonly find: (idOrKey: string) => Issue },
): { readonly issue: Issue; readonly other: Issue; readonly isNew: boolean } {
  const type = LINK_TYPES.find(({ id, name }) => id === link.type || name.toLowerCase() === link.type.toLowerCase());
  if (type === undefined) throw refused(404, `No issue link type with name '${link.type}' found.`);
  const isOutward = link.outwardIssue !== undefined;
  const other = find(link.outwardIssue ?? link.inwardIssue ?? "");
  if (other.id === issue.id) throw refused(400, "You cannot link an issue to itself.");
  const end = { type: type.name, other: isOutward ? "outwardIssue" : "inwardIssue", otherId: other.id } as const;
  const isSame = ({ type: its, other: side, otherId }: Issue["links"][number]) =>
    its === end.type && side === end.other && otherId === end.otherId;
  if (issue.links.some(isSame)) return { issue, other, isNew: false };
  const id = String(world.next("id", 10_000));
  const here = { id, ...end };
  const there = { id, type: type.name, other: isOutward ? "inwardIssue" : "outwardIssue", otherId: issue.id } as const;
  return {
    issue: { ...issue, links: [...issue.links, here] },
    other: { ...other, links: [...other.links, there], updatedAt: Date.now() },
    isNew: true,
  };
}
