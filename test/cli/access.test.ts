import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../cli/commands/index.ts";
import type { CommandEntry } from "../../cli/define-command.ts";
import { buildProgram, verbsOf } from "../../cli/program.ts";
import type { Session } from "../../cli/session.ts";
import type { Terminal } from "../../cli/terminal.ts";

const nothing = new AbortController().signal;
const terminal = { out: {}, err: {} } as Terminal;
const entry = (access: unknown, verbs: readonly string[] = []): CommandEntry =>
  ({
    name: "thing",
    usage: "",
    summary: "does a thing",
    access,
    load: async () => (command: Command) => {
      for (const verb of verbs) command.command(verb).action(() => undefined);
      if (verbs.length === 0) command.action(() => undefined);
    },
  }) as CommandEntry;

describe("the program", () => {
  it.each([undefined, {}])("does not start with a command of which nobody said what it asks for", (access) => {
    expect(() => buildProgram(terminal, nothing, [entry(access)])).toThrow('nobody said what "thing" asks');
  });

  it("does not run a command with a verb of which nobody said it", async () => {
    const { program } = buildProgram(terminal, nothing, [entry({ list: { none: "a test" } }, ["list", "drop"])]);
    await expect(program.parseAsync(["node", "x", "thing", "list"])).rejects.toThrow('"thing drop"');
  });

  it("runs one whose verbs all say it", async () => {
    const { program } = buildProgram(terminal, nothing, [entry({ list: { none: "a test" } }, ["list"])]);
    await program.parseAsync(["node", "x", "thing", "list"]);
  });
});

it.each(COMMANDS.map((one) => [one.name, one] as const))("%s says what each of its verbs asks for", async (_, one) => {
  const command = new Command(one.name);
  (await one.load())(command, {} as Session);
  const declared = Object.keys(one.access);
  expect(verbsOf(command).filter((verb) => !declared.includes(verb))).toEqual([]);
  // The command itself may do something besides its verbs.
  expect(declared.filter((verb) => verb !== "" && !verbsOf(command).includes(verb))).toEqual([]);
});
