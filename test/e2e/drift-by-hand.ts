import { createHash } from "node:crypto";
import { lstat, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import type { ComponentView } from "../../cli/answers.ts";
import { readServerFile } from "../../embedded/postgres/server-file.ts";
import { queryAt } from "../drivers/test-database.ts";
import type { StackUnderTest } from "./stack-under-test.ts";

/** Changes one component behind the back of Holdfast, and sees it without Holdfast. */
export interface Hands {
  /** Writes a file of its run anew; one that is not there is empty. */
  edit(path: string, change: (text: string) => string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Asks its database as a superuser; `ROLE` and `DATABASE` stand for its own. */
  ask(statement: string): Promise<void>;
  /** Changes its resource in the simulated cloud, as kay. */
  turn(change: JsonObject): Promise<void>;
  /** All that is there of it, byte for byte, without what every life has anew. */
  dump(): Promise<string>;
  /** Its own names in a text by their words: `ROLE`, `RESOURCE`, `PORT`. */
  named(text: string): string;
}

/** Hands on a component as it is now. */
export function handsOn(under: StackUnderTest, component: ComponentView): Hands {
  const { uid, kind, incarnation, outputs } = component;
  const { files, cloudUrl } = under.stack();
  const runs = join(files.cell, "runs", uid);
  const inRun = (path: string) => join(runs, String(incarnation), path);
  const short = createHash("sha256").update(uid).digest("hex").slice(0, 12);
  const [role, database] = [`hf_${short}`, `shop_${short}`];

  async function ask(statement: string) {
    const server = await readServerFile(files.cellDatabase);
    if (server === undefined) throw new Error("the cell has no database server");
    const url = `postgres://holdfast:${server.password}@127.0.0.1:${server.port}/${database}`;
    return await queryAt(url, statement.replaceAll("ROLE", role).replaceAll("DATABASE", database));
  }

  async function dump(): Promise<Json> {
    if (kind === "job") return await treeOf(runs);
    if (kind === "postgres") return JSON.parse(JSON.stringify(await ask(CATALOG))) as Json;
    if (kind === "simulated") return await resourcesOf(cloudUrl, uid);
    const shown = (await (await fetch(String(outputs["url"]))).json()) as Record<string, string>;
    const watch = await readFile(inRun("watch.json"), "utf8").catch(() => "none");
    return { shown: { ...shown, HOLDFAST_CLAIM: "", PWD: "" }, watch, work: await treeOf(inRun("work")) };
  }

  return {
    async edit(path, change) {
      await writeFile(inRun(path), change(await readFile(inRun(path), "utf8").catch(() => "")));
    },
    remove: async (path) => await rm(inRun(path)),
    ask: async (statement) => void (await ask(statement)),
    async turn(change) {
      const url = new URL(`/control/resources/${uid}-i${incarnation}`, cloudUrl);
      const headers = { "content-type": "application/json" };
      const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ ...change, by: "kay" }) });
      if (!answer.ok) throw new Error(`${url.pathname} answers ${answer.status}: ${await answer.text()}`);
    },
    dump: async () => canonicalJson(await dump()),
    named: (text) =>
      text
        .replaceAll(role, "ROLE")
        .replaceAll(`${uid}-i${incarnation}`, "RESOURCE")
        .replaceAll(String(outputs["port"] ?? "no port"), "PORT")
        .replace(/\*\*\* \([0-9a-z]{8}\)/g, "***"),
  };
}

/** Every file below a directory: its path, mode and content. */
async function treeOf(root: string): Promise<Json> {
  const found = await readdir(root, { withFileTypes: true, recursive: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(
    paths.toSorted().map(async (path) => {
      const { mode } = await lstat(path);
      return [path.slice(root.length), (mode & 0o777).toString(8), await readFile(path, "utf8")];
    }),
  );
}

/** What the cloud has of a component: names without lives, states, and all that can be set. */
async function resourcesOf(cloudUrl: string, uid: string): Promise<Json> {
  const answer = await fetch(new URL(`/resources?prefix=${uid}`, cloudUrl), { headers: { "x-account": "cloud" } });
  const { items } = (await answer.json()) as { readonly items: readonly JsonObject[] };
  return items.map(
    ({ id: _id, createdAt: _made, changedAt: _changed, changedBy: _by, outputs: _outputs, ...resource }) => resource,
  );
}

// A password is kept with another salt each time that it is set; an end that was taken back is infinity, and none at first.
const CATALOG = `select to_jsonb(r) - 'rolpassword' - 'rolvaliduntil' as role, coalesce(rolvaliduntil, 'infinity')::text as until, rolpassword is null as "hasNoPassword" , to_jsonb(d) - 'datfrozenxid' - 'datminmxid' as database,
  (select jsonb_agg(to_jsonb(s) order by s.setdatabase, s.setrole) from pg_db_role_setting s where setrole = r.oid or setdatabase = d.oid) as settings,
  (select jsonb_agg(to_jsonb(m)) from pg_auth_members m where member = r.oid or roleid = r.oid) as members,
  (select jsonb_agg(to_jsonb(c) order by c.table_schema, c.table_name, c.ordinal_position) from information_schema.columns c
    where table_schema not in ('pg_catalog', 'information_schema')) as columns
  from pg_authid r, pg_database d where rolname = 'ROLE' and datname = 'DATABASE'`;
