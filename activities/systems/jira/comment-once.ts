import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Effects } from "../../effects/effects.ts";
import { adfDocument, paragraph, plainText } from "./adf.ts";
import type { Jira } from "./connect-jira.ts";
import { PROPERTY } from "./issues.ts";

/** A comment to leave on an issue. */
export interface NewComment {
  /** Name of the effect. */
  readonly call: string;
  readonly issueId: string;
  /** A paragraph each. */
  readonly lines: readonly string[];
}

// Only the fields we use, so a newer Jira does not break us.
const Comments = z.object({ comments: z.array(z.object({ id: z.string(), body: z.unknown() })) });

/** Leaves a comment once. It carries its key as a property and as a line that people see. @throws OrchestratorError `REMOTE_*`, `FENCED` */
export async function commentOnce(jira: Jira, effects: Effects, { call, issueId, lines }: NewComment): Promise<void> {
  const path = `issue/${issueId}/comment`;
  await effects.once<{ id: string }>({
    call,
    system: "jira",
    request: { issueId, lines },
    async look(key) {
      const { json } = await jira.call({ method: "GET", path, query: { orderBy: "-created", maxResults: "50" } });
      const { data } = Comments.safeParse(json);
      if (data === undefined)
        throw new OrchestratorError("REMOTE_UNCLEAR", "jira answered comments that cannot be read");
      const ours = data.comments.find(({ body }) => plainText(body).includes(`ref ${key}`));
      return ours === undefined ? undefined : { id: ours.id };
    },
    async act(key) {
      const body = {
        body: adfDocument([...lines, `ref ${key}`].map(paragraph)),
        properties: [{ key: PROPERTY, value: { key } }],
      };
      const { json } = await jira.call({ method: "POST", path, body });
      const { data } = z.object({ id: z.string() }).safeParse(json);
      if (data === undefined) throw new OrchestratorError("REMOTE_UNCLEAR", "jira took a comment without naming it");
      return { id: data.id };
    },
  });
}
