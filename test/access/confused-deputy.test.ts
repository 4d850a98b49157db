import { expect, it } from "vitest";
import type { Role, RoleGrant } from "../../domain/schema/access.ts";
import { accessWorld } from "./access-world.ts";
import { type Aim, AIMS } from "./places.ts";
import { mayByReference } from "./reference.ts";
import { OPERATIONS, type Sent } from "./requests.ts";

const CASES_LEAST = 20_000;
const world = accessWorld();

/** Everybody who is somewhere, so that there is always an elsewhere. */
const DEPUTIES = (["admin", "operator", "developer", "approver", "viewer"] satisfies Role[]).flatMap((role) =>
  (
    [
      { project: "shop" },
      { project: "shop", class: "dev" },
      { class: "prod" },
      { project: "shop", environment: "prod" },
      { project: "tool", environment: "dev" },
    ] as const
  ).map((place: Omit<RoleGrant, "role">) => {
    const grants = [{ role, ...place }];
    const principal = { kind: "person", id: "p", name: "deputy", isActive: true, groups: [], grants } as const;
    return { principal, headers: world.enter(principal) };
  }),
);
const EVERY_AIM: readonly Aim[] = [
  ...Object.values(AIMS),
  // What would be another place, were parts put together and taken apart again.
  { project: "shop/dev", environment: "dev" },
  { project: "shop", environment: "../../tool/dev" },
];

/** A request as one text for each field, so that fields can be exchanged one by one. */
function fieldsOf(sent: Sent): readonly string[] {
  const query = Object.entries(sent.query ?? {}).map(([, value]) => value);
  return [...sent.path.split("/"), ...query, ...leavesOf(sent.body)];
}

function leavesOf(body: unknown): readonly string[] {
  if (typeof body === "string") return [body];
  if (typeof body !== "object" || body === null) return [];
  return Object.values(body).flatMap(leavesOf);
}

/** The request with one field as it is in another request of the same shape. */
function withField(sent: Sent, place: number, value: string): Sent {
  const path = sent.path.split("/");
  if (place < path.length) return { ...sent, path: path.with(place, encodeURIComponent(value)).join("/") };
  const query = Object.entries(sent.query ?? {});
  const inQuery = place - path.length;
  if (inQuery < query.length)
    return { ...sent, query: Object.fromEntries(query.map(([key, old], at) => [key, at === inQuery ? value : old])) };
  let rest = inQuery - query.length;
  const replace = (body: unknown): unknown => {
    if (typeof body === "string") return rest-- === 0 ? value : body;
    if (typeof body !== "object" || body === null) return body;
    return Array.isArray(body)
      ? body.map(replace)
      : Object.fromEntries(Object.entries(body).map(([key, inner]) => [key, replace(inner)]));
  };
  return { ...sent, body: replace(sent.body) };
}

/** The same with names of another place where no route looks for them. */
function withNoise(sent: Sent, { project, environment }: Aim): Sent {
  return { ...sent, query: { ...sent.query, environmentName: environment, projectName: project } };
}

it("never does for one place what was allowed for another, whichever field names the other", async () => {
  let cases = 0;
  let acts = 0;
  const wrong: string[] = [];
  for (const [id, { method, send }] of Object.entries(OPERATIONS))
    for (const aim of Object.values(AIMS)) {
      const sent = send(aim);
      const fields = fieldsOf(sent);
      for (const other of EVERY_AIM) {
        const others = fieldsOf(send(other));
        for (const [place, field] of fields.entries()) {
          const value = others.length === fields.length ? others[place] : field;
          if (value === undefined || value === field) continue;
          for (const { principal, headers } of DEPUTIES) {
            cases += 1;
            world.touched.length = 0;
            const answer = await world.send(headers, method, withNoise(withField(sent, place, value), other));
            if (answer.status >= 500) wrong.push(`${id}: ${await answer.text()}`);
            acts += world.touched.length;
            for (const { verb, action, resources } of world.touched)
              for (const resource of resources)
                if (!mayByReference(principal, action, resource))
                  wrong.push(
                    `${id} did ${verb} on ${JSON.stringify(resource)} for ${JSON.stringify(principal.grants)}`,
                  );
          }
        }
      }
    }
  process.stdout.write(`confused deputies: ${cases} cases, ${acts} acts, ${wrong.length} wrong\n`);
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThanOrEqual(CASES_LEAST);
  expect(acts).toBeGreaterThan(1_000);
}, 120_000);
