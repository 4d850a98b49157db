import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createSlackRoutes } from "../../api/slack/routes.ts";
import { ProjectDocument } from "../../domain/schema/documents.ts";
import { slackWorld } from "../setup/slack-world.ts";
import { readFences } from "./read-fences.ts";

const read = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const page = await read("docs/guide/approve-from-slack.md");
const manifest = parse(await read("examples/slack/manifest.yaml")) as {
  readonly features: { readonly slash_commands: readonly { readonly command: string; readonly url: string }[] };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: Readonly<Record<"interactivity" | "event_subscriptions", { readonly request_url: string }>>;
};

test("the guide's project is one", () => {
  const snippets = readFences(page).filter(({ language }) => language === "yaml");
  const parsed = snippets.map(({ lines }) => ProjectDocument.safeParse(parse(lines.join("\n"))));
  expect(parsed.map(({ error }) => error)).toEqual([undefined]);
  expect(parsed[0]?.data?.spec.slack).toEqual({
    channels: { default: "C0123456789", prod: "C0987654321" },
    mode: "decide",
  });
});

test("the manifest's addresses are those that the API has", () => {
  const urls = [
    ...manifest.features.slash_commands.map(({ url }) => url),
    manifest.settings.interactivity.request_url,
    manifest.settings.event_subscriptions.request_url,
  ];
  const paths = createSlackRoutes(slackWorld().deps).routes.map(({ path }) => path);
  expect(urls.map((url) => new URL(url).pathname).toSorted()).toEqual(paths.toSorted());
});

test("the guide explains every scope that the manifest asks for, and no other", () => {
  const explained = [...page.matchAll(/`([a-z]+:[a-z.]+|commands)`/g)].map(([, scope = ""]) => scope);
  expect([...new Set(explained)].toSorted()).toEqual(manifest.oauth_config.scopes.bot.toSorted());
});
