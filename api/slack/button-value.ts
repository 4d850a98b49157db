import { z } from "zod";
import { buttonsBlockId, type ButtonValue } from "../../domain/chat-buttons.ts";
import type { SlackClick, SlackSubmission } from "../../domain/schema/slack-item.ts";
import { parseJson } from "./parse-form.ts";

const Value = z.strictObject({
  a: z.string().regex(/^ap-[0-9a-z]{1,60}$/),
  p: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});
const Metadata = z.strictObject({ ...Value.shape, c: z.string().min(1).max(100), t: z.string().min(1).max(100) });

/** What a button says; undefined where it says nothing that we write, or stands in the buttons of another approval. */
export function readButton({ value, block }: Pick<SlackClick, "value" | "block">): ButtonValue | undefined {
  const parsed = Value.safeParse(parseJson(value));
  return parsed.success && block === buttonsBlockId(parsed.data.a) ? parsed.data : undefined;
}

/** What a form carries along: what its button said, and where the message is; undefined for anything else. */
export function readFormMetadata({
  metadata,
}: Pick<SlackSubmission, "metadata">): z.output<typeof Metadata> | undefined {
  const parsed = Metadata.safeParse(parseJson(metadata));
  return parsed.success ? parsed.data : undefined;
}
