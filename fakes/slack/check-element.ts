import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { checkText, checkTextLength, pointed } from "./check-text.ts";

const TYPES = [
  "button",
  "checkboxes",
  "datepicker",
  "image",
  "multi_static_select",
  "overflow",
  "plain_text_input",
  "radio_buttons",
  "static_select",
  "users_select",
];

const PLAIN = ["plain_text"];

/** What is wrong with an interactive element, each with a pointer; empty when nothing is. */
export function checkElement(element: unknown, at: string): string[] {
  if (!isObject(element)) return [pointed("missing required field", at)];
  const type = String(element["type"]);
  if (!TYPES.includes(type)) return [pointed(`unsupported type: ${type}`, `${at}/type`)];
  const { action_id: actionId, confirm } = element as { action_id?: unknown; confirm?: unknown };
  return [
    ...(actionId === undefined ? [] : checkTextLength(actionId, 255, `${at}/action_id`)),
    ...(type === "button" ? problemsOfButton(element, at) : []),
    ...(type === "plain_text_input" ? problemsOfInput(element, at) : []),
    ...(confirm === undefined ? [] : problemsOfConfirm(confirm, `${at}/confirm`)),
  ];
}

function problemsOfButton(button: JsonObject, at: string): string[] {
  const { value, url, style } = button as { value?: unknown; url?: unknown; style?: unknown };
  const isStyle = style === undefined || style === "primary" || style === "danger";
  return [
    ...checkText(button["text"], { max: 75, types: PLAIN, at: `${at}/text` }),
    ...(value === undefined ? [] : checkTextLength(value, 2000, `${at}/value`)),
    ...(url === undefined ? [] : checkTextLength(url, 3000, `${at}/url`)),
    ...(isStyle ? [] : [pointed("must be one of: primary, danger", `${at}/style`)]),
  ];
}

function problemsOfInput(input: JsonObject, at: string): string[] {
  const { placeholder, max_length: max } = input as { placeholder?: unknown; max_length?: unknown };
  return [
    ...(placeholder === undefined ? [] : checkText(placeholder, { max: 150, types: PLAIN, at: `${at}/placeholder` })),
    ...(max === undefined || (typeof max === "number" && max >= 1 && max <= 3000)
      ? []
      : [pointed("must be between 1 and 3000", `${at}/max_length`)]),
  ];
}

function problemsOfConfirm(confirm: unknown, at: string): string[] {
  if (!isObject(confirm)) return [pointed("must be an object", at)];
  return [
    ...checkText(confirm["title"], { max: 100, types: PLAIN, at: `${at}/title` }),
    ...checkText(confirm["text"], { max: 300, at: `${at}/text` }),
    ...checkText(confirm["confirm"], { max: 30, types: PLAIN, at: `${at}/confirm` }),
    ...checkText(confirm["deny"], { max: 30, types: PLAIN, at: `${at}/deny` }),
  ];
}
