import { type Bad, HEAD } from "./world.ts";
import { connection, type Marked, unmarked } from "./line.ts";

const to = (system: string, credentials: string, rest = "") =>
  connection("outside", `{ system: ${system}, url: https://outside.example, credentials: ${credentials}${rest} }`);

const marked: readonly Marked[] = [
  {
    name: "a system that is none",
    text: to("▶servicnow", "{ tokenSecret: key }"),
    code: "DOCUMENT_INVALID",
    part: 'did you mean "servicenow"?',
  },
  {
    name: "an address of another protocol",
    text: connection("outside", "{ system: http, url: ▶ftp://outside.example }"),
    code: "DOCUMENT_INVALID",
    part: "spec.url",
  },
  {
    name: "a password in the address",
    text: connection("outside", "{ system: http, url: ▶https://me:hush@outside.example/a }"),
    code: "DOCUMENT_INVALID",
    part: "no user and no password in the address",
  },
  {
    name: "a user in the address",
    text: connection("outside", "{ system: http, url: ▶https://me@outside.example }"),
    code: "DOCUMENT_INVALID",
    part: "no user and no password in the address",
  },
  {
    name: "a user in an address without slashes",
    text: connection("outside", '{ system: http, url: ▶"https:me:hush@outside.example" }'),
    code: "DOCUMENT_INVALID",
    part: "spec.url",
  },
  {
    name: "a password in an address with turned slashes",
    text: connection("outside", "{ system: http, url: '▶https://\\\\me:hush@outside.example' }").replace("'▶", "▶'"),
    code: "DOCUMENT_INVALID",
    part: "no user and no password in the address",
  },
  {
    name: "a token in the address",
    text: connection("outside", '{ system: http, url: ▶"https://outside.example?token=abc" }'),
    code: "DOCUMENT_INVALID",
    part: 'it ends before "?" and "#"',
  },
  {
    name: "ServiceNow without credentials",
    text: to("servicenow", "▶{}"),
    code: "DOCUMENT_INVALID",
    part: "a connection to servicenow needs username and passwordSecret, or clientId and clientSecretSecret",
  },
  {
    name: "Jira without credentials",
    text: to("jira", "▶{}"),
    code: "DOCUMENT_INVALID",
    part: "a connection to jira needs",
  },
  {
    name: "a user without a password",
    text: to("servicenow", "{ username: ▶holdfast }"),
    code: "DOCUMENT_INVALID",
    part: "spec.credentials.username needs passwordSecret",
  },
  {
    name: "a password without a user",
    text: to("http", "{ passwordSecret: ▶key }"),
    code: "DOCUMENT_INVALID",
    part: "spec.credentials.passwordSecret needs username",
  },
  {
    name: "a client without its secret",
    text: to("servicenow", "{ username: holdfast, passwordSecret: key, clientId: ▶abc }"),
    code: "DOCUMENT_INVALID",
    part: "spec.credentials.clientId needs clientSecretSecret",
  },
  {
    name: "Jira with a client and without the id of its site",
    text: to("jira", "{ clientId: abc, clientSecretSecret: key }", ", options: ▶{ simulator: true }"),
    code: "DOCUMENT_INVALID",
    part: "spec.options.cloudId",
  },
  {
    name: "Jira with an id of its site that is no text",
    text: to("jira", "{ clientId: abc, clientSecretSecret: key }", ", options: { cloudId: ▶12 }"),
    code: "DOCUMENT_INVALID",
    part: "as text",
  },
  {
    name: "a password whose secret is not there",
    text: to("servicenow", "{ username: holdfast, passwordSecret: ▶itsm_password }"),
    code: "SECRET_NOT_FOUND",
    part: 'project "shop" has no secret "itsm_password"',
  },
  {
    name: "a token whose secret is not there",
    text: to("http", "{ tokenSecret: ▶nothing }"),
    code: "SECRET_NOT_FOUND",
    part: 'no secret "nothing"',
  },
  {
    name: "a key of credentials that holds the secret itself",
    text: to("servicenow", "{ username: holdfast, ▶password: hush }"),
    code: "DOCUMENT_INVALID",
    part: "spec.credentials.password is unknown",
  },
  {
    name: "a connection of an unknown project",
    text: `${HEAD}kind: Connection\nmetadata: { project: ▶shp, name: outside }\nspec: { system: http, url: https://outside.example, credentials: { tokenSecret: nothing } }\n`,
    code: "REFERENCE_UNKNOWN",
    part: 'no project "shp"',
  },
];

/** Connections that are wrong. */
export const badConnections: readonly Bad[] = marked.map(unmarked);
