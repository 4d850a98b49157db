import { z } from "zod";
import { defineStep, type StepAnswer, type StepContext } from "../../activities/steps/step.ts";
import { requestJson } from "../../activities/systems/request-json.ts";

/** Tells a chat channel what is being deployed. */
export const announce = defineStep({
  kind: "announce",
  summary: "Tells a chat channel what is being deployed, and again if it is taken back.",
  config: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).describe("Address that takes messages, as `${secrets.CHAT_WEBHOOK}`."),
    text: z
      .string()
      .max(500)
      .default("is being deployed")
      .describe("What is said after the release and its environment."),
  }),
  outputs: { text: "The whole message." },
  examples: [{ url: "https://chat.example/hooks/1" }, { url: "https://chat.example/hooks/1", text: "goes live" }],
  timeoutMs: 60_000,
  run: async (config, context) => {
    const { release, environment } = context.promotion;
    const text = `${release.version} ${config.text} in ${environment.name}`;
    return await say(text, { call: "say", config, context });
  },
  undo: async (config, context, output) => {
    return await say(`taken back: ${String(output["text"])}`, { call: "take-back", config, context });
  },
});

async function say(
  text: string,
  {
    call,
    config,
    context,
  }: { readonly call: string; readonly config: { readonly url: string }; readonly context: StepContext },
): Promise<StepAnswer> {
  const output = await context.effects.once({
    call,
    system: "chat",
    request: { text },
    // The channel drops a message with a key that it knows, so a repeat is safe and nothing needs to be asked.
    look: async () => undefined,
    act: async (key) => {
      await requestJson(context, { method: "POST", url: new URL(config.url), body: { text, key } });
      return { text };
    },
  });
  return { status: "succeeded", output };
}
