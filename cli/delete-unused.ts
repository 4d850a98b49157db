import type { AcceptedAnswer, DocumentView } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { confirm } from "./ask.ts";
import { notFoundFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { listAll } from "./list-all.ts";
import { ownerOfFreeze } from "./owner-of-freeze.ts";
import { printAccepted } from "./print-accepted.ts";
import type { Call } from "./send.ts";
import type { Session } from "./session.ts";

/** What is deleted at once, if nothing uses it. */
export const UNUSED_KINDS = [
  "blueprint",
  "release",
  "project",
  "snapshot",
  "pipeline",
  "connection",
  "freeze-window",
  "subscription",
] as const;
type UnusedKind = (typeof UNUSED_KINDS)[number];

/** True for a word of that list. */
export function isUnusedKind(word: string): word is UnusedKind {
  return UNUSED_KINDS.some((kind) => kind === word);
}

/** What is deleted, if nothing uses it. */
interface Unused {
  readonly kind: UnusedKind;
  readonly name: string;
  readonly project: string | undefined;
  readonly isSure: boolean;
}

/** Deletes something that is no environment. @throws ProblemFailure `RESOURCE_IN_USE` when something uses it */
export async function deleteUnused(session: Session, { kind, name, project, isSure }: Unused): Promise<void> {
  const call = await callFor(session, { kind, name, project });
  await confirm(session, { text: `This deletes the ${kind} ${name}.`, word: "yes", isSure });
  printAccepted(session, await session.request<AcceptedAnswer | undefined>({ ...call, method: "DELETE" }));
}

async function callFor(session: Session, { kind, name, project }: Omit<Unused, "isSure">): Promise<Call> {
  if (kind === "project") return { path: apiPath("projects", name) };
  if (kind === "snapshot") return { path: apiPath("snapshots", name) };
  if (kind === "freeze-window")
    return { path: apiPath("freeze-windows", name), query: { project: await ownerOfFreeze(session, name, project) } };
  const owner = project ?? (await session.connection()).project ?? (await onlyOwner(session, kind, name));
  if (kind !== "blueprint") return { path: apiPath(`${kind}s`, owner, name) };
  const [blueprint, version] = name.split("@");
  if (!blueprint || !version)
    throw usageFailure(`"${name}" is no version of a blueprint`, "write it as NAME@VERSION, for example shop@1.0.0");
  return { path: apiPath("blueprints", owner, blueprint, version) };
}

type OwnedKind = "blueprint" | "release" | "pipeline" | "connection" | "subscription";

async function onlyOwner(session: Session, kind: OwnedKind, name: string): Promise<string> {
  const all = await listAll<DocumentView<unknown>>(session, `v1/${kind}s`);
  const owners = all
    .filter((view) => nameOf(kind, view) === name)
    .map(({ document }) => document.metadata.project ?? "");
  const [owner] = owners;
  if (owner === undefined)
    throw notFoundFailure(`there is no ${kind} "${name}"`, `list them: ${commandName()} get ${kind}s`);
  if (owners.length === 1) return owner;
  throw usageFailure(
    `${owners.length} projects have a ${kind} "${name}"`,
    `say which: ${owners.map((each) => `-p ${each}`).join(", ")}`,
  );
}

function nameOf(kind: OwnedKind, { document }: DocumentView<unknown>): string {
  const { name = "", version = "" } = document.metadata;
  if (kind === "release") return version;
  return kind === "blueprint" ? `${name}@${version}` : name;
}
