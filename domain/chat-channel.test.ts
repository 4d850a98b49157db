import { expect, it } from "vitest";
import { chatChannel } from "./chat-channel.ts";

it("takes the channel of the class, else the default, else none", () => {
  const slack = { channels: { default: "#all", prod: "C0PROD" }, mode: "decide" } as const;
  expect(chatChannel(slack, "prod")).toBe("C0PROD");
  expect(chatChannel(slack, "dev")).toBe("#all");
  expect(chatChannel({ channels: {}, mode: "decide" }, "dev")).toBeUndefined();
  expect(chatChannel(undefined, "prod")).toBeUndefined();
});
