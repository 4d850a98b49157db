import type { AcceptedAnswer, BlueprintView, ReleaseView } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { confirm } from "./ask.ts";
import { notFoundFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { listAll } from "./list-all.ts";
import { printAccepted } from "./print-accepted.ts";
import type { Session } from "./session.ts";

/** What is deleted, if nothing uses it. */
interface Unused {
  readonly kind: "blueprint" | "release" | "project" | "snapshot";
  readonly name: string;
  readonly project: string | undefined;
  readonly isSure: boolean;
}

/** Deletes a blueprint, a release, a project or a snapshot. @throws ProblemFailure `RESOURCE_IN_USE` when something uses it */
export async function deleteUnused(session: Session, { kind, name, project, isSure }: Unused): Promise<void> {
  const path = await pathOf(session, { kind, name, project });
  await confirm(session, { text: `This deletes the ${kind} ${name}.`, word: "yes", isSure });
  printAccepted(session, await session.request<AcceptedAnswer | undefined>({ method: "DELETE", path }));
}

async function pathOf(session: Session, { kind, name, project }: Omit<Unused, "isSure">): Promise<string> {
  if (kind === "project") return apiPath("projects", name);
  if (kind === "snapshot") return apiPath("snapshots", name);
  const owner = project ?? (await session.connection()).project ?? (await onlyOwner(session, kind, name));
  if (kind === "release") return apiPath("releases", owner, name);
  const [blueprint, version] = name.split("@");
  if (!blueprint || !version)
    throw usageFailure(`"${name}" is no version of a blueprint`, "write it as NAME@VERSION, for example shop@1.0.0");
  return apiPath("blueprints", owner, blueprint, version);
}

async function onlyOwner(session: Session, kind: "blueprint" | "release", name: string): Promise<string> {
  const all = await listAll<BlueprintView | ReleaseView>(session, `v1/${kind}s`);
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

function nameOf(kind: "blueprint" | "release", { document }: BlueprintView | ReleaseView): string {
  const { name = "", version = "" } = document.metadata;
  return kind === "blueprint" ? `${name}@${version}` : version;
}
