import { expect, test } from "vitest";
import { startLines } from "./start-lines.ts";

const terminal = (isTTY: boolean) => {
  let text = "";
  const lines = startLines({ isTTY, columns: 20, write: (chunk) => ((text += String(chunk)), true) });
  return { lines, text: () => text };
};

test("startLines() replaces the state of a step in a terminal, and nothing else", () => {
  const { lines, text } = terminal(true);
  lines.step("Temporal: starting");
  lines.step("Temporal: up after 1 s");
  lines.step("API: starting");
  lines.say("an end");
  lines.step("API: up");
  expect(text()).toBe(
    "· Temporal: starting\n".slice(0, 19) +
      "\n\u001b[1A\u001b[2K· Temporal: up afte\n· API: starting\nan end\n· API: up\n",
  );
});

test("startLines() prints every line into a pipe, whole", () => {
  const { lines, text } = terminal(false);
  lines.step("Temporal: starting");
  lines.step("  Temporal: up after 1 s");
  expect(text()).toBe("· Temporal: starting\n· Temporal: up after 1 s\n");
});
