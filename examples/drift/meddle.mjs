// Changes something of the lab behind the back of Holdfast, as people do at night:
//
//   node examples/drift/meddle.mjs queue set messages=9     a property of the resource in the simulated cloud
//   node examples/drift/meddle.mjs queue unset days         takes one away
//   node examples/drift/meddle.mjs queue fail               the resource fails
//   node examples/drift/meddle.mjs queue remove             the resource is gone
//   node examples/drift/meddle.mjs web append server.js     a line more in a file that the service runs from
//   node examples/drift/meddle.mjs web delete server.js     a file less
//   node examples/drift/meddle.mjs web kill                 kill -9
//   node examples/drift/meddle.mjs database sql "alter role :role createdb"
//   node examples/drift/meddle.mjs database sql "create table notes (id int)"
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const [component, action, ...words] = process.argv.slice(2);
const STATE = join(import.meta.dirname, "../../.holdfast");
if (!existsSync(join(STATE, "server.json"))) {
  console.error("Holdfast does not run here: type npm start, then try again");
  process.exit(1);
}
const read = (...path) => JSON.parse(readFileSync(join(STATE, ...path), "utf8"));

async function call(url, init) {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

/** The component of the lab, as the API knows it. */
async function findComponent() {
  const { url, tokenFile } = read("server.json");
  const authorization = `Bearer ${readFileSync(resolve(STATE, tokenFile), "utf8").trim()}`;
  const { componentList } = await call(`${url}/v1/environments/lab/lab-staging`, { headers: { authorization } });
  const found = componentList.find(({ name }) => name === component);
  if (found === undefined) throw new Error(`the lab has no component "${component}"`);
  return found;
}

async function changeResource({ uid, incarnation }) {
  const cloud = `http://127.0.0.1:${read("ports.json").cloud}`;
  const id = `${uid}-i${incarnation}`;
  const { properties } = await call(`${cloud}/resources/${id}`);
  for (const word of words) {
    const [name, value] = word.split("=");
    if (value === undefined) delete properties[name];
    else properties[name] = /^\d+$/.test(value) ? Number(value) : value;
  }
  const change = action === "set" || action === "unset" ? { action: "set", properties } : { action };
  const body = JSON.stringify({ ...change, by: "kay" });
  await call(`${cloud}/control/resources/${id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

function changeFile({ uid, incarnation }) {
  const file = join(STATE, "cell/runs", uid, String(incarnation), "work", words[0]);
  if (action === "append") appendFileSync(file, "// Just for tonight.\n");
  else rmSync(file);
}

/** Every process of a run carries the run's name in its environment. */
function killProcesses({ uid, incarnation }) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      if (environment.includes(`${uid}/${incarnation}\0`)) process.kill(Number(pid), "SIGKILL");
    } catch {
      // It is another's, or has gone.
    }
  }
}

async function runSql({ uid }) {
  const { default: pg } = await import("pg");
  const { port, password } = read("cell/database/server.json");
  const short = createHash("sha256").update(uid).digest("hex").slice(0, 12);
  const client = new pg.Client({ host: "127.0.0.1", port, password, user: "holdfast", database: `lab_${short}` });
  await client.connect();
  await client.query(words.join(" ").replaceAll(":role", `hf_${short}`).replaceAll(":database", `lab_${short}`));
  await client.end();
}

const ACTIONS = {
  set: changeResource,
  unset: changeResource,
  fail: changeResource,
  remove: changeResource,
  append: changeFile,
  delete: changeFile,
  kill: killProcesses,
  sql: runSql,
};
if (ACTIONS[action] === undefined) throw new Error(`change what? One of: ${Object.keys(ACTIONS).join(", ")}`);
await ACTIONS[action](await findComponent());
