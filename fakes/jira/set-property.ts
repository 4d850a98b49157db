import { z } from "zod";
import type { Call } from "./commit-effect.ts";
import type { Issue } from "./issue.ts";
import { refused } from "./refused.ts";
import type { Jira } from "./jira.ts";

const VALUE_LENGTH_MAX = 32_768;

/** Properties as a call sends them, a list of keys and values, parsed to one object. */
export const Properties = z
  .array(z.object({ key: z.string().min(1).max(255), value: z.unknown() }))
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

/** Sets a property of an issue, and answers whether it is a new one. The same value again changes nothing. */
export async function setProperty(
  jira: Jira,
  call: Call,
  { issue, name, value }: { readonly issue: Issue; readonly name: string; readonly value: unknown },
): Promise<{ readonly isNew: boolean }> {
  if (value === undefined) throw refused(400, "Failed to parse the JSON object.");
  if (name.length > 255) throw refused(400, "The property key is too long.");
  const text = JSON.stringify(value);
  if (text.length > VALUE_LENGTH_MAX) throw refused(400, `The property value exceeds ${VALUE_LENGTH_MAX} characters.`);
  const isNew = !(name in issue.properties);
  const before = isNew ? null : issue.properties[name];
  const changed = isNew || JSON.stringify(before) !== text;
  const issues = changed ? [{ ...issue, properties: { ...issue.properties, [name]: value } }] : [];
  const effectId = `${issue.key}/${name}`;
  await jira.commit(call, { op: "property.set", effectId, issue: issue.key, before, after: value, changed, issues });
  return { isNew };
}
