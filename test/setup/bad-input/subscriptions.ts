import { type Marked, unmarked } from "./line.ts";
import { type Bad, HEAD } from "./world.ts";

const subscription = (spec: string) =>
  `${HEAD}kind: Subscription\nmetadata: { project: shop, name: alerts }\nspec: ${spec}\n`;
const to = (webhook: string) => subscription(`{ events: [promotion.held], webhook: ${webhook} }`);
const mail = (address: string) =>
  subscription(`{ events: [promotion.held], email: { to: [a@b.example, ${address}] } }`);

const marked: readonly Marked[] = [
  {
    name: "an event that is none",
    text: subscription("{ events: [promotion.held, ▶enviroment.held], slack: { channel: C1 } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'did you mean "environment.held"?',
  },
  {
    name: "a noun of events that is none",
    text: subscription("{ events: [▶promotions.*], slack: { channel: C1 } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'did you mean "promotion.*"?',
  },
  {
    name: "a pattern that is none",
    text: subscription('{ events: [▶"*.held"], slack: { channel: C1 } }'),
    code: "REFERENCE_UNKNOWN",
    part: "is no pattern",
  },
  {
    name: "a subscription that tells nobody",
    text: subscription("▶{ events: [promotion.held] }"),
    code: "DOCUMENT_INVALID",
    part: "exactly one of webhook, email, slack; it has none",
  },
  {
    name: "a subscription that goes two ways",
    text: subscription("▶{ events: [promotion.held], slack: { channel: C1 }, email: { to: [a@b.example] } }"),
    code: "DOCUMENT_INVALID",
    part: "it has email and slack",
  },
  {
    name: "a webhook without TLS",
    text: to("{ url: ▶http://hooks.example/a, secret: key }"),
    code: "DOCUMENT_INVALID",
    part: "it is not https",
  },
  {
    name: "a webhook to metadata",
    text: to("{ url: ▶https://169.254.169.254/latest, secret: key }"),
    code: "DOCUMENT_INVALID",
    part: "an address that is never called",
  },
  {
    name: "a webhook to this machine",
    text: to("{ url: ▶https://localhost:8443/, secret: key }"),
    code: "DOCUMENT_INVALID",
    part: "it leads to a loopback address",
  },
  {
    name: "a webhook with a password in its address",
    text: to("{ url: ▶https://me:hush@hooks.example/a, secret: key }"),
    code: "DOCUMENT_INVALID",
    part: "no user and no password in the address",
  },
  {
    name: "a webhook without its secret",
    text: to("{ url: https://hooks.example/a, secret: ▶none }"),
    code: "SECRET_NOT_FOUND",
    part: 'project "shop" has no secret "none"',
  },
  {
    name: "a webhook without the secret before",
    text: to("{ url: https://hooks.example/a, secret: key, previousSecret: ▶none }"),
    code: "SECRET_NOT_FOUND",
    part: 'project "shop" has no secret "none"',
  },
  ...[
    "ben",
    "ben@",
    '"@b.example"',
    "a@b@c.example",
    '"a@b.example, c@d.example"',
    '"Ben <ben@b.example>"',
    '"a@b.example\\nBcc: c@d.example"',
  ].map((address): Marked => ({
    name: `the mail address ${address}`,
    text: mail(`▶${address}`),
    code: "DOCUMENT_INVALID",
    part: "no address like ada@shop.example",
  })),
  {
    name: "an environment that is not there",
    text: subscription("{ events: [promotion.held], environments: [▶shop-prd], slack: { channel: C1 } }"),
    code: "REFERENCE_UNKNOWN",
    part: 'did you mean "shop-prod"?',
  },
  {
    name: "a class that is none",
    text: subscription("{ events: [promotion.held], classes: [▶production], slack: { channel: C1 } }"),
    code: "DOCUMENT_INVALID",
    part: "classes",
  },
];

/** Subscriptions with one thing wrong. */
export const badSubscriptions: readonly Bad[] = marked.map(unmarked);
