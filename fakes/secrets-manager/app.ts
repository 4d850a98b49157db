import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z, ZodError } from "zod";
import { OPERATIONS } from "./operations.ts";
import { Refused } from "./refused.ts";
import { emptyVault } from "./vault.ts";

/** A call as the log tells it: who read what, never a value. */
interface Line {
  readonly seq: number;
  readonly operation: string;
  readonly secret: string;
  readonly versionId?: string;
  /** Access key of the caller. */
  readonly actor: string;
  readonly outcome: string;
}

const Fault = z.strictObject({
  /** Every operation when absent. */
  operation: z.string().optional(),
  /** `garbled` cuts the right answer in its middle; `hang` gives none. */
  does: z.union([
    z.strictObject({ name: z.string(), message: z.string().default(""), status: z.number().int().default(400) }),
    z.enum(["garbled", "hang"]),
  ]),
  /** How often; for ever when absent. */
  times: z.number().int().positive().optional(),
});
type Fault = z.infer<typeof Fault>;

const Rotation = z.strictObject({ value: z.string().min(1) });

/** The HTTP face of a simulator: Secrets Manager at `POST /`, and `/_sim` for those who play with it. */
export function secretsApp(place: { readonly account: string; readonly region: string }) {
  const vault = emptyVault(place);
  const lines: Line[] = [];
  const faults: { readonly fault: Fault; used: number }[] = [];
  const app = new Hono<{ Bindings: HttpBindings }>();

  const faultOf = (operation: string) => {
    const found = faults.find(
      ({ fault, used }) =>
        (fault.operation ?? operation) === operation && used < (fault.times ?? Number.POSITIVE_INFINITY),
    );
    if (found !== undefined) found.used += 1;
    return found?.fault.does;
  };

  app.post("/", async (context) => {
    const operation = (context.req.header("x-amz-target") ?? "").replace(/^secretsmanager\./, "");
    const input: unknown = await context.req.json();
    const named = z.object({ SecretId: z.string().optional(), Name: z.string().optional() }).parse(input);
    const actor = /Credential=([^/]+)\//.exec(context.req.header("authorization") ?? "")?.[1] ?? "nobody";
    const say = (secret: string, rest: { readonly outcome: string; readonly versionId?: string }) =>
      lines.push({ seq: lines.length + 1, operation, secret, actor, ...rest });
    const headers = { "x-amzn-requestid": randomUUID(), "content-type": "application/x-amz-json-1.1" };
    const asked = named.SecretId ?? named.Name ?? "";
    try {
      const does = faultOf(operation);
      if (typeof does === "object") throw new Refused(does.name, does.message, does.status);
      if (does === "hang") await new Promise(() => undefined);
      const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
      if (run === undefined) throw new Refused("UnknownOperationException", `There is no ${operation}.`);
      const { body, secret, versionId } = run(vault, input);
      say(secret, { outcome: does ?? "done", ...(versionId === undefined ? {} : { versionId }) });
      const text = JSON.stringify(body);
      return context.body(does === "garbled" ? text.slice(0, -8) : text, 200, headers);
    } catch (error) {
      const refused = error instanceof ZodError ? new Refused("InvalidParameterException", error.message) : error;
      if (!(refused instanceof Refused)) throw error;
      say(asked, { outcome: refused.name });
      const body = JSON.stringify({ __type: refused.name, Message: refused.message });
      return context.body(body, refused.status as ContentfulStatusCode, headers);
    }
  });

  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/_sim/log", (context) => context.body(lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
  app.get("/_sim/secrets", (context) =>
    context.json({ secrets: vault.all().map(({ name, arn, versions }) => ({ name, arn, versions: versions.length })) }),
  );
  app.put("/_sim/secrets/:name", async (context) => {
    const name = context.req.param("name");
    const { value: text } = Rotation.parse(await context.req.json());
    const secret = vault.has(name) ? vault.find(name) : vault.create(name);
    return context.json({ arn: secret.arn, versionId: vault.put(secret, { text }).id });
  });
  app.post("/_sim/faults", async (context) => {
    faults.push({ fault: Fault.parse(await context.req.json()), used: 0 });
    return context.json({ faults: faults.length });
  });
  app.delete("/_sim/faults", (context) => {
    faults.length = 0;
    return context.json({ faults: 0 });
  });
  app.onError((error, context) => {
    const message = error instanceof ZodError ? z.prettifyError(error) : error.message;
    return context.json({ message }, error instanceof ZodError || error instanceof Refused ? 400 : 500);
  });
  return app;
}
