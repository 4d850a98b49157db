import type { ChatChannels } from "./schema/chat-channels.ts";
import type { EnvironmentClass } from "./schema/documents.ts";

/** The channel for approvals of a class, the default one where the class has none; undefined where nothing is told. */
export function chatChannel(slack: ChatChannels | undefined, environmentClass: EnvironmentClass): string | undefined {
  return slack?.channels[environmentClass] ?? slack?.channels.default;
}
