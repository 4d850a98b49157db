// Prints the shop's connections as documents, with the addresses of a ServiceNow and a Jira:
//
//   node examples/shop/connections.mjs URL_SERVICENOW URL_JIRA
//
// The simulators' addresses differ from machine to machine, so these documents lie in no file.
const USAGE = "usage: node connections.mjs URL_SERVICENOW URL_JIRA\n";

const SYSTEMS = [
  { name: "itsm", system: "servicenow", username: "holdfast", passwordSecret: "itsm_password" },
  { name: "tracker", system: "jira", username: "holdfast@example.com", passwordSecret: "tracker_token" },
];

const isAddress = (text) => /^https?:/.test(text) && URL.canParse(text);

/** JSON is YAML, so a quoted address needs no escaping of another kind. */
const toDocument = ({ name, system, username, passwordSecret }, url) => `apiVersion: holdfast.dev/v1
kind: Connection
metadata: { project: shop, name: ${name} }
spec:
  system: ${system}
  url: ${JSON.stringify(url)}
  credentials: { username: ${username}, passwordSecret: ${passwordSecret} }
  options: { simulator: true } # without it, what says of itself that it is a simulator is refused
`;

const addresses = process.argv.slice(2);
if (addresses.length !== SYSTEMS.length || !addresses.every(isAddress)) {
  process.stderr.write(USAGE);
  process.exit(2);
}
process.stdout.write(SYSTEMS.map((system, index) => toDocument(system, addresses[index])).join("---\n"));
