/** Whether labels are among those that are meant. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

/** A selector that was read, or what is wrong with it, in one phrase. */
export type ParsedLabelSelector =
  | { readonly isSound: true; readonly matches: LabelSelector }
  | { readonly isSound: false; readonly problem: string };

const PART = /^(?<not>!)?(?<name>[^\s!=,]+)$|^(?<key>[^\s!=,]+)(?<sign>==?|!=)(?<value>[^\s!=,]*)$/;

/** Reads `team=shop,tier!=demo,owned,!old`: all of it must be so. The empty text means every environment. */
export function parseLabelSelector(text: string): ParsedLabelSelector {
  const tests: LabelSelector[] = [];
  const parts = text.split(",").map((part) => part.trim());
  for (const part of text.trim() === "" ? [] : parts) {
    const groups = PART.exec(part)?.groups;
    if (groups === undefined)
      return { isSound: false, problem: `"${part}" is none of KEY=VALUE, KEY!=VALUE, KEY, !KEY` };
    const { not, name, key = "", sign, value } = groups;
    if (name !== undefined) tests.push((labels) => Object.hasOwn(labels, name) === (not === undefined));
    else tests.push((labels) => (Object.hasOwn(labels, key) && labels[key] === value) === (sign !== "!="));
  }
  return { isSound: true, matches: (labels) => tests.every((test) => test(labels)) };
}
