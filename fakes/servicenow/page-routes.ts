import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { actAs } from "./act-as.ts";
import { changesPage } from "./changes-page.ts";
import { parseOrRefuse, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { isRefusal, refusal } from "./refusal.ts";
import { VerbBody } from "./schema.ts";
import type { ServiceNow } from "./start-servicenow.ts";

// Browsers say where a form comes from.
const fromThisPage: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
  const { origin, host } = context.req.header();
  if (origin === undefined || new URL(origin).host === host) return await next();
  return refuse(context, refusal(403, "Forbidden", `forms of ${origin} are not taken`));
};

/** The page at `/`, and the forms on it. Forms are taken from this page alone, not from other sites. */
export function pageRoutes(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get("/", async (context) => {
    await serviceNow.log.settled();
    const { as = "", problem = "" } = context.req.query();
    const { directory } = serviceNow;
    const person = directory.person(as) ?? directory.people.at(-1);
    return context.html(changesPage(serviceNow, { userName: person?.userName ?? "", problem }));
  });

  routes.post("/changes/:number/:verb", fromThisPage, async (context) => {
    const { number, verb } = context.req.param();
    const form = Object.entries(await context.req.parseBody()).filter(([, value]) => typeof value === "string");
    const given = parseOrRefuse(VerbBody, Object.fromEntries(form));
    const result = isRefusal(given) ? given : await actAs(serviceNow, { number, verb, given: given.value });
    const as = isRefusal(given) ? undefined : given.value.as;
    const query = new URLSearchParams(as === undefined ? {} : { as });
    if (isRefusal(result)) query.set("problem", `${number}: ${result.detail}`);
    const text = query.toString();
    return context.redirect(`/${text === "" ? "" : `?${text}`}${isRefusal(result) ? "" : `#${number}`}`, 303);
  });

  return routes;
}
