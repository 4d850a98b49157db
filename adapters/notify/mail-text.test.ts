import { expect, test } from "vitest";
import { mailText } from "./mail-text.ts";

const event = {
  seq: 7,
  type: "environment.held",
  time: "2026-11-29T20:14:09Z",
  actor: { kind: "system", name: "holdfast" },
  project: "shop",
  environment: "shop-prod",
  message: "environment shop-prod is held: five deaths",
  data: {},
};

test("a mail says what happened and where", () => {
  const { subject, text } = mailText(event);
  expect(subject).toBe("[holdfast] shop-prod: environment held: environment shop-prod is held: five deaths");
  expect(text).toContain("Environment: shop-prod\n");
  expect(text).toContain("Event: environment.held\n");
});

test("nothing of an event becomes markup", () => {
  const { html } = mailText({ ...event, message: `<img src=x onerror="alert('1')">&`, environment: "<b>" });
  expect(html).not.toMatch(/<(?!\/?(p|br|table|tr|td)>)/);
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
});

test("a subject is one line, whatever the message holds", () => {
  const { subject } = mailText({ ...event, message: "first\r\nBcc: everybody@shop.example\0" });
  expect(subject).toBe("[holdfast] shop-prod: environment held: first Bcc: everybody@shop.example");
  expect(mailText({ ...event, message: "x".repeat(50_000) }).subject.length).toBeLessThanOrEqual(200);
});

test("a mail about drift shows what differs, line by line and without markup", () => {
  const diff = "--- wanted\n+++ seen\n- greeting: <b>Hello</b>\n+ greeting: Hi";
  const drifted = { ...event, type: "drift.found", component: "web", data: { finding: "fi-1", diff } };
  const { text, html } = mailText(drifted);
  expect(text).toContain(`\n\n${diff}\n\n`);
  expect(html).toContain("<pre>--- wanted\n+++ seen\n- greeting: &lt;b&gt;Hello&lt;/b&gt;\n+ greeting: Hi</pre>");
  expect(mailText({ ...drifted, type: "environment.held" }).text).not.toContain("+++ seen");
});
