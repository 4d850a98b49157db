import { Hono } from "hono";
import type { Context } from "hono";
import { areApproved, castVote, questionsOf } from "./approvals.ts";
import { createChange } from "./create-change.ts";
import type { ChangeResult } from "./create-change.ts";
import { labelOf } from "./decide-move.ts";
import { deleteChange } from "./delete-change.ts";
import { parseOrRefuse, readObject, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { isRefusal, noRecord, refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeRow, Row } from "./rows.ts";
import { VoteBody } from "./schema.ts";
import { settleChange } from "./settle-change.ts";
import { showPairs } from "./show-record.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import { movesFrom } from "./states.ts";
import type { ChangeType, Move } from "./states.ts";
import { sysIdOf } from "./sys-id.ts";
import { updateChange } from "./update-change.ts";

const LIMIT_DEFAULT = 500;
const TYPES: readonly ChangeType[] = ["normal", "standard", "emergency"];

/** The change API under `/api/sn_chg_rest/change`, without tasks and jobs. */
export function changeRoutes(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const { begin, readChange, records, settings, directory, store } = serviceNow;

  async function show(context: Context<HttpEnvironment>, table: string, row: Row) {
    const origin = new URL(context.req.url).origin;
    const display = { records: await records(context), store, directory, settings: settings.read(), origin };
    return showPairs(display, table, row);
  }

  async function answer(context: Context<HttpEnvironment>, { change, ignored }: ChangeResult) {
    const shown = { ...(await show(context, "change_request", change)), __meta: { ignoredFields: ignored } };
    return context.json({ result: settings.read().resultShape === "array" ? [shown] : shown });
  }

  async function create(context: Context<HttpEnvironment>, wanted: { type?: ChangeType; template?: string }) {
    const body = await readObject(context);
    if (isRefusal(body)) return refuse(context, body);
    const type = wanted.type ?? typeIn(body);
    if (type === undefined)
      return refuse(context, refusal(400, "Invalid change type or model", "No such type or model"));
    const { type: _type, chg_model: _model, ...fields } = body;
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    const template = wanted.template === undefined ? {} : { template: wanted.template };
    const result = createChange(work, { type, ...template, body: fields, isDisplayInput: isDisplayInput(context) });
    if (isRefusal(result)) return refuse(context, result);
    await work.commit();
    return await answer(context, result);
  }

  async function search(context: Context<HttpEnvironment>, table: string, clause = "") {
    const { sysparm_query: query = "", sysparm_limit: limit, sysparm_offset: offset } = context.req.query();
    const rows = (await records(context)).list({
      table,
      // In front: a clause behind would join the last `^NQ` only.
      query: clause === "" ? query : `${clause}^${query.replaceAll("^NQ", `^NQ${clause}^`)}`,
      limit: Number(limit ?? LIMIT_DEFAULT),
      offset: Number(offset ?? 0),
    });
    return context.json({ result: await Promise.all(rows.map(async (row) => await show(context, table, row))) });
  }

  /** The change of a path, which must be of the type that the path names. */
  async function find(context: Context<HttpEnvironment>, type?: ChangeType): Promise<ChangeRow | Refusal> {
    const change = await readChange(context, context.req.param("sysId") ?? "");
    return isRefusal(change) || type === undefined || change.type === type ? change : noRecord();
  }

  async function read(context: Context<HttpEnvironment>, type?: ChangeType) {
    const change = await find(context, type);
    if (isRefusal(change)) return refuse(context, change);
    return context.json({ result: await show(context, "change_request", change) });
  }

  async function update(context: Context<HttpEnvironment>, type?: ChangeType) {
    const body = await readObject(context);
    if (isRefusal(body)) return refuse(context, body);
    const change = await find(context, type);
    if (isRefusal(change)) return refuse(context, change);
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    const result = updateChange(work, change, { body, isDisplayInput: isDisplayInput(context) });
    if (isRefusal(result)) return refuse(context, result);
    await work.commit();
    return await answer(context, result);
  }

  async function remove(context: Context<HttpEnvironment>, type?: ChangeType) {
    const change = await find(context, type);
    if (isRefusal(change)) return refuse(context, change);
    const shown = await show(context, "change_request", change);
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    deleteChange(work, change);
    await work.commit();
    return context.json({ result: [shown] });
  }

  routes.get("/", async (context) => await search(context, "change_request"));
  routes.post("/", async (context) => await create(context, {}));
  routes.get("/model", async (context) => await search(context, "chg_model"));
  routes.get("/standard/template", async (context) => await search(context, "std_change_record_producer"));
  routes.get("/model/:sysId", async (context) => await readNamed(context, "chg_model"));
  routes.get("/standard/template/:sysId", async (context) => await readNamed(context, "std_change_record_producer"));
  routes.post("/standard/:template", async (context) => {
    return await create(context, { type: "standard", template: context.req.param("template") });
  });
  for (const type of TYPES) {
    if (type !== "standard") routes.post(`/${type}`, async (context) => await create(context, { type }));
    routes.get(`/${type}`, async (context) => await search(context, "change_request", `type=${type}`));
    routes.get(`/${type}/:sysId`, async (context) => await read(context, type));
    routes.patch(`/${type}/:sysId`, async (context) => await update(context, type));
    routes.delete(`/${type}/:sysId`, async (context) => await remove(context, type));
  }
  routes.get("/:sysId", async (context) => await read(context));
  routes.patch("/:sysId", async (context) => await update(context));
  routes.delete("/:sysId", async (context) => await remove(context));

  async function readNamed(context: Context<HttpEnvironment>, table: string) {
    const row = (await records(context)).get(table, context.req.param("sysId") ?? "");
    if (row === undefined) return refuse(context, noRecord());
    return context.json({ result: await show(context, table, row) });
  }

  routes.get("/:sysId/nextstates", async (context) => {
    const change = await find(context);
    if (isRefusal(change)) return refuse(context, change);
    const isApproved = areApproved(questionsOf({ store }, change));
    const label = (state: string) => labelOf({ settings: settings.read() }, state);
    const moves = movesFrom(change.type as ChangeType, change.state).map((move) =>
      transition(change, move, { isApproved, label }),
    );
    const open = moves.filter(({ transition_available: isOpen }) => isOpen).map(({ to_state: to }) => to);
    const states = [change.state, ...open];
    return context.json({
      result: {
        available_states: states,
        state_transitions: moves.map((move) => [move]),
        state_label: Object.fromEntries(states.map((state) => [state, label(state)])),
      },
    });
  });

  routes.patch("/:sysId/approvals", async (context) => {
    const body = await readObject(context);
    const vote = isRefusal(body) ? body : parseOrRefuse(VoteBody, body);
    if (isRefusal(vote)) return refuse(context, vote);
    const change = await find(context);
    if (isRefusal(change)) return refuse(context, change);
    const { userName, sysId } = context.get("person");
    const question = questionsOf({ store }, change).find((row) => row.approver === sysId && row.state === "requested");
    if (question === undefined) {
      const detail = `${userName} has no authority to approve or reject ${change.number}`;
      return refuse(context, refusal(400, "Bad Request", detail));
    }
    const work = begin({ actor: userName, cause: "api" });
    const voted = castVote(work, question, vote.value);
    const settled = settleChange(work, voted ?? change);
    await work.commit();
    return await answer(context, { change: settled, ignored: [] });
  });

  return routes;
}

function transition(
  { on_hold: onHold, state }: ChangeRow,
  { to, isAutomatic, isAllowedOnHold }: Move,
  { isApproved, label }: { readonly isApproved: boolean; label(state: string): string },
) {
  const isHeld = onHold === "true" && !isAllowedOnHold;
  const conditions = [
    ...(isAllowedOnHold ? [] : [{ name: "Not On hold", passed: !isHeld }]),
    ...(isAutomatic ? [{ name: "Approved", passed: isApproved }] : []),
  ];
  return {
    sys_id: sysIdOf(`transition/${state}/${to}`),
    display_value: `${label(state)} to ${label(to)}`,
    from_state: state,
    to_state: to,
    transition_available: !isHeld && !isAutomatic,
    automatic_transition: isAutomatic,
    conditions: conditions.map(({ name, passed }) => ({
      passed,
      condition: { name, description: null, sys_id: sysIdOf(`condition/${name}`) },
    })),
  };
}

function isDisplayInput(context: Context<HttpEnvironment>): boolean {
  return context.req.query("sysparm_input_display_value") === "true";
}

function typeIn({ type, chg_model: model }: Readonly<Record<string, unknown>>): ChangeType | undefined {
  if (model === undefined && type === undefined) return "normal";
  return TYPES.find((known) => {
    const title = known.charAt(0).toUpperCase() + known.slice(1);
    const isModel = model === undefined || model === title || model === sysIdOf(`chg_model/${title}`);
    return isModel && (type === undefined || type === known);
  });
}
