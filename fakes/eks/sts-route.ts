import { createHash, randomUUID } from "node:crypto";
import type { Context } from "hono";
import { callerOf } from "./caller.ts";
import type { HttpEnvironment } from "./http.ts";
import type { Simulator } from "./simulator.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const SESSION_MS = 3_600_000;

/** AssumeRole and GetCallerIdentity of AWS STS, as its SDK calls them. Roles trust everybody. */
export function stsRoute(simulator: Simulator): (context: Context<HttpEnvironment>) => Promise<Response> {
  return async (context) => {
    const { eks } = simulator.run();
    const form = new URLSearchParams(await context.req.text());
    const action = form.get("Action");
    if (action === "GetCallerIdentity") {
      const { account, principal, accessKey } = callerOf(context.req.header("authorization"), eks.settings());
      const session = eks.settings().sessions[accessKey];
      const arn = session === undefined ? principal : assumedArn(principal, session);
      return answer(context, action, `<Arn>${arn}</Arn><UserId>${accessKey}</UserId><Account>${account}</Account>`);
    }
    const [role, session] = [form.get("RoleArn") ?? "", form.get("RoleSessionName") ?? ""];
    const account = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(role)?.[1];
    if (action !== "AssumeRole") return refuse(context, { code: "InvalidAction", message: `There is no ${action}` });
    if (account === undefined || session === "") {
      return refuse(context, { code: "ValidationError", message: "RoleArn and RoleSessionName are required" });
    }
    const accessKey = accessKeyFor(`${role}/${session}`);
    if (eks.settings().accounts[accessKey] === undefined) {
      const known = { accounts: { [accessKey]: account }, principals: { [accessKey]: role } };
      eks.changeSettings({ ...known, sessions: { [accessKey]: session } });
      await eks.log.settled();
    }
    const expiration = new Date(Date.now() + SESSION_MS).toISOString();
    const credentials = [
      `<AccessKeyId>${accessKey}</AccessKeyId>`,
      `<SecretAccessKey>${accessKey.toLowerCase()}</SecretAccessKey>`,
      `<SessionToken>${accessKey}</SessionToken>`,
      `<Expiration>${expiration}</Expiration>`,
    ];
    const user = `<Arn>${assumedArn(role, session)}</Arn><AssumedRoleId>${accessKey}:${session}</AssumedRoleId>`;
    const parts = `<Credentials>${credentials.join("")}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`;
    return answer(context, action, parts);
  };
}

/** Same role and session, same key: a restarted caller is who it was. */
function accessKeyFor(text: string): string {
  return `ASIA${createHash("sha256").update(text).digest("hex").slice(0, 16).toUpperCase()}`;
}

function assumedArn(roleArn: string, session: string): string {
  const [, partition = "aws", , , account = "", path = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${path.split("/").at(-1) ?? ""}/${session}`;
}

function answer(context: Context<HttpEnvironment>, action: string, result: string): Response {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  const body = `<${action}Result>${result}</${action}Result>${metadata}`;
  const xml = `<${action}Response xmlns="${NAMESPACE}">${body}</${action}Response>`;
  return context.body(xml, 200, { "content-type": "text/xml" });
}

function refuse(
  context: Context<HttpEnvironment>,
  { code, message }: { readonly code: string; readonly message: string },
): Response {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const xml = `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return context.body(xml, 400, { "content-type": "text/xml" });
}
