import { apiPath } from "../api-path.ts";
import type { Page } from "../answers.ts";
import type { ApprovalView } from "../approval-answers.ts";
import { requireEnvironment } from "../find-environment.ts";
import { listAll } from "../list-all.ts";
import { approvalNote, approvalSubject } from "../render/approval.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord, durationWords } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Questions to people, the newest first. */
export const approvals = defineNoun<ApprovalView>({
  plural: "approvals",
  singular: "approval",
  short: ["ap", "aps"],
  nameOf: ({ id }) => id,
  sortKey: ({ askedAt, id }) => `${newestFirst(askedAt)} ${id}`,
  async fetch(session, { project, environment, isOpen, limit }, name) {
    if (name !== undefined) return [await session.request<ApprovalView>({ path: apiPath("approvals", name) })];
    const found = environment === undefined ? undefined : await requireEnvironment(session, environment, project);
    const query = {
      project: found?.project ?? project,
      environment: found?.name,
      status: isOpen === true ? "pending" : undefined,
    };
    if (limit === undefined) return await listAll<ApprovalView>(session, "v1/approvals", query);
    return (await session.request<Page<ApprovalView>>({ path: "v1/approvals", query: { ...query, limit } })).items;
  },
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project, isWide: true },
    { title: "ENVIRONMENT", text: ({ environment }) => environment },
    { title: "ABOUT", text: approvalSubject },
    { title: "STATUS", text: ({ status }) => status, style: ({ status }) => styleOfWord(status) },
    { title: "VOTES", text: ({ votes, rule }) => `${votes.length}/${rule.count} ${rule.from}` },
    { title: "AGE", text: ({ askedAt }, nowMs) => ageWord(askedAt, nowMs) },
    {
      title: "LEFT",
      text: ({ status, expiresAt }, nowMs) =>
        status === "pending" ? durationWords(Math.max(0, expiresAt - nowMs)) : "",
    },
    { title: "BY", text: ({ requester }) => requester, isWide: true },
    { title: "NOTE", text: approvalNote, isFlexible: true },
  ],
});
