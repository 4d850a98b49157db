import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../cli/commands/index.ts";
import { ROLES } from "../../domain/schema/access.ts";
import { accessWorld } from "./access-world.ts";
import { type Actor, type Aim, AIMS, everyActor } from "./places.ts";
import { mayByReference } from "./reference.ts";
import { OPERATIONS, type Operation } from "./requests.ts";

const world = accessWorld();

interface Described {
  readonly id: string;
  readonly method: string;
  readonly access: { readonly action?: string; readonly on?: string; readonly public?: boolean; readonly why?: string };
}

/** Every operation as the API's own description has it. */
function describedOperations(): readonly Described[] {
  const { paths = {} } = world.api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "API", version: "1" } });
  return Object.values(paths).flatMap((methods) =>
    Object.entries(methods as Record<string, Record<string, unknown>>).map(([method, operation]) => ({
      id: String(operation["operationId"]),
      method: method.toUpperCase(),
      access: operation["x-holdfast-access"] as Described["access"],
    })),
  );
}
const described = describedOperations();
const guarded = described.filter(({ access }) => access.public !== true);

/** 200 stands for every answer that is no refusal. */
type Verdict = 200 | 403 | 404;

function expectedOf(id: string, operation: Operation, { actor, aim }: Cell): Verdict {
  const { principal } = actor;
  const may = (action: Parameters<typeof mayByReference>[1], resource: Parameters<typeof mayByReference>[2]) =>
    mayByReference(principal, action, resource);
  if (id === "pushArtifact") {
    // An artifact is in no place: whoever holds a role that applies, wherever that is, may push.
    const appliesSomewhere = principal.grants.some(({ role }) => ["developer", "operator", "admin"].includes(role));
    return appliesSomewhere || principal.kind === "installation" ? 200 : 403;
  }
  for (const { action, resource } of operation.needs(aim)) {
    if (resource === undefined) return 404;
    if (may(action, resource)) continue;
    return resource.kind === "organisation" || may("view", resource) ? 403 : 404;
  }
  return 200;
}

interface Cell {
  readonly actor: Actor;
  readonly aim: Aim;
  readonly where: string;
}

/** What lies in another place, and what is nowhere, as far as somebody may know. */
const PAIRS: Readonly<Record<string, string>> = {
  "other class": "environment",
  "absent environment": "environment",
  "other project": "project",
  "absent project": "project",
};
const actors = everyActor(ROLES);
const done = new Map<string, number>();
const hidden = new Map<string, Set<string>>();

describe("the authorisation matrix", () => {
  it.each(guarded.map(({ id, method }) => [id, method] as const))(
    "is right in every cell of %s",
    async (id, method) => {
      const operation = OPERATIONS[id];
      if (operation === undefined)
        throw new Error(`no cell has the operation ${id}: add it to test/access/requests.ts`);
      expect(operation.method).toBe(method);
      const wrong: string[] = [];
      const seen = new Set<string>();
      for (const actor of actors) {
        const headers = world.enter(actor.principal);
        for (const [where, aim] of Object.entries(AIMS)) {
          const sent = operation.send(aim);
          const key = `${actor.name} ${JSON.stringify(sent)}`;
          if (seen.has(key)) continue;
          seen.add(key);
          const cell = { actor, aim, where };
          world.touched.length = 0;
          const answer = await world.send(headers, method, sent);
          const text = await answer.text();
          const verdict = answer.status === 403 || answer.status === 404 ? answer.status : 200;
          const expected = expectedOf(id, operation, cell);
          done.set(id, (done.get(id) ?? 0) + 1);
          if (verdict !== expected)
            wrong.push(`${actor.name}, ${where}: ${answer.status} instead of ${expected}: ${text}`);
          if (answer.status >= 500 || answer.status === 400 || answer.status === 415)
            wrong.push(`${actor.name}: ${text}`);
          if (verdict !== 200 && world.touched.length > 0) wrong.push(`${actor.name}, ${where}: refused, and done`);
          if (verdict === 404) rememberHidden(id, cell, text);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it("has every operation of the API in some cell, and no cell of an operation that is not there", () => {
    expect(guarded.map(({ id }) => id).filter((id) => (done.get(id) ?? 0) === 0)).toEqual([]);
    expect(Object.keys(OPERATIONS).filter((id) => !guarded.some((one) => one.id === id))).toEqual([]);
    const cells = [...done.values()].reduce((sum, count) => sum + count, 0);
    process.stdout.write(`authorisation matrix: ${cells} cells of ${done.size} operations, 0 wrong\n`);
    expect(cells).toBeGreaterThan(5_000);
  });

  it("says of what may not be seen what it says of what is not there, word for word", () => {
    const several = [...hidden].filter(([, texts]) => texts.size > 1);
    expect(several.map(([id, texts]) => [id, ...texts])).toEqual([]);
  });

  it("is what the operations declare", () => {
    const differing = guarded.filter(({ id, access }) => {
      const actions = Object.values(AIMS).flatMap(
        (aim) => OPERATIONS[id]?.needs(aim).map(({ action }) => action) ?? [],
      );
      return actions.length > 0 && access.action !== undefined && !actions.includes(access.action as never);
    });
    expect(differing).toEqual([]);
  });

  it("opens without a token only what says why", () => {
    const open = described.filter(({ access }) => access.public === true);
    expect(open.map(({ id }) => id).toSorted()).toEqual(["getHealth", "getReadiness"]);
    expect(open.every(({ access }) => (access.why ?? "").length > 10)).toBe(true);
  });
});

describe("the commands of the CLI", () => {
  const asks = COMMANDS.flatMap(({ name, access }) =>
    Object.entries(access).flatMap(([verb, one]) =>
      "none" in one ? [] : one.map((ask) => ({ command: `${name} ${verb}`.trim(), ...ask })),
    ),
  );

  it.each(asks.map((ask) => [ask.command, ask] as const))("%s asks for operations that are in the matrix", (_, ask) => {
    for (const id of ask.operations) {
      const found = guarded.find((one) => one.id === id);
      expect([id, found?.access.action]).toEqual([id, ask.action]);
    }
  });
});

/** Keeps what an actor was told of one that may be hidden beside what they were told of one that is not there. */
function rememberHidden(id: string, { actor, aim, where }: Cell, text: string): void {
  const pair = PAIRS[where];
  if (pair === undefined) return;
  const { detail, ...problem } = JSON.parse(text) as { readonly detail: string; readonly traceId: string };
  const told = detail.replaceAll(new RegExp(`\\b(${aim.project}|${aim.environment})\\b`, "g"), "NAME");
  const key = `${id}, ${actor.name}, ${pair}`;
  hidden.set(key, (hidden.get(key) ?? new Set()).add(JSON.stringify({ ...problem, detail: told, traceId: "" })));
}
