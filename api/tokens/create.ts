import { createHash, randomBytes } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import type { HolderName, StoreOfPeople } from "../../adapters/store/people-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Principal } from "../../domain/schema/access.ts";
import { guarded } from "../access/guarded.ts";
import { needOfOrganisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;
const DAYS_MAX = 365;
/** Room for the time between a caller's clock and this one. */
const SLACK_MS = 60_000;

/** A token that was made. */
export interface NewTokenAnswer {
  readonly id: string;
  readonly holder: HolderName;
  readonly expiresAt: number;
  /** Shown this once. Absent for a repeated request: it is kept nowhere. */
  readonly token?: string;
  readonly isReplay: boolean;
}

const NewToken = z.strictObject({
  person: PathName.optional().describe("Whose, by name; absent, as service: your own."),
  service: PathName.optional().describe("Of which service account."),
  note: z.string().trim().max(200).default("").describe("What it is for; shown in lists."),
  expiresAt: z
    .int()
    .optional()
    .describe(`Epoch milliseconds, at most ${DAYS_MAX} days from now. Absent: in ${DEFAULT_DAYS} days.`),
});
const route = createRoute({
  operationId: "createToken",
  method: "post",
  path: "/v1/tokens",
  middleware: [takeSmallBody] as const,
  request: { body: { required: true, content: { "application/json": { schema: NewToken } } } },
  responses: {
    201: jsonAnswer<NewTokenAnswer>("Made; the token is shown this once, and only its digest is kept."),
    ...problemAnswers(
      "NOT_FOUND",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Makes a token: a person for themselves, an administrator for others and for services. */
export const createTokenRoute = (store: Pick<StoreOfPeople, "acceptCreateToken" | "getToken">) =>
  guarded(
    route,
    {
      action: "administer",
      on: "any",
      find: (context, { principal }) => {
        const body = context.req.valid("json");
        const holder = holderOf(body, principal);
        const isOwn = principal.kind === "person" && holder.kind === "person" && holder.name === principal.name;
        // Their own, whoever has got their name when it is stored.
        const own = isOwn ? { id: principal.id } : {};
        return { needs: isOwn ? [] : [needOfOrganisation("administer")], target: { body, holder, own } };
      },
    },
    async (context, { target: { body, holder, own } }) => {
      const expiresAt = expiryOf(body.expiresAt, Date.now());
      const token = `${holder.kind === "person" ? "hfp" : "hfs"}_${randomBytes(32).toString("base64url")}`;
      const request = identifyRequest(context, JSON.stringify(body));
      const digest = createHash("sha256").update(token).digest();
      const made = await store.acceptCreateToken(request, {
        holder: { ...holder, ...own },
        digest,
        note: body.note,
        expiresAt,
      });
      const { isReplay } = made;
      const id = made.results[0]?.name ?? "";
      const first = isReplay ? await store.getToken(id) : undefined;
      const answer: NewTokenAnswer = {
        id,
        holder,
        expiresAt: first?.expiresAt ?? expiresAt,
        isReplay,
        ...(isReplay ? {} : { token }),
      };
      return context.json(answer, 201, { "cache-control": "no-store" });
    },
  );

/** @throws OrchestratorError `REQUEST_INVALID` where nobody, or two, are named */
function holderOf(
  { person, service }: z.output<typeof NewToken>,
  principal: Principal,
): { readonly kind: "person" | "service"; readonly name: string } {
  if (person !== undefined && service !== undefined)
    throw new OrchestratorError("REQUEST_INVALID", "body: name a person or a service, not both");
  if (person !== undefined) return { kind: "person", name: person };
  if (service !== undefined) return { kind: "service", name: service };
  if (principal.kind === "person") return { kind: "person", name: principal.name };
  throw new OrchestratorError("REQUEST_INVALID", "body/person: say whose token, a person's or a service's");
}

/** @throws OrchestratorError `REQUEST_INVALID` where it lies in the past or too far ahead */
function expiryOf(asked: number | undefined, nowMs: number): number {
  if (asked === undefined) return nowMs + DEFAULT_DAYS * DAY_MS;
  if (asked > nowMs && asked <= nowMs + DAYS_MAX * DAY_MS + SLACK_MS) return asked;
  throw new OrchestratorError("REQUEST_INVALID", `body/expiresAt: in the future, at most ${DAYS_MAX} days`);
}
