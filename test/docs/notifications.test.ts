import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { patternProblem } from "../../domain/notifications/event-pattern.ts";
import { SubscriptionDocument } from "../../domain/schema/documents.ts";
import { readFences } from "./read-fences.ts";

const read = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("the guide's subscriptions are some, and their events are written", async () => {
  const fences = readFences(await read("docs/guide/notifications.md"));
  const texts = fences.filter(({ language }) => language === "yaml").map(({ lines }) => lines.join("\n"));
  const found = [...texts, await read("examples/webhook-receiver/subscription.yaml")].map((text) =>
    SubscriptionDocument.parse(parse(text)),
  );
  expect(found).toHaveLength(3);
  expect(found.flatMap(({ spec }) => spec.events.map(patternProblem))).toEqual(
    found.flatMap(({ spec }) => spec.events.map(() => undefined)),
  );
});
