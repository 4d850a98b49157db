import { documents } from "./stack-under-test.ts";

/**
 * A service that does what its MODE says. `well` answers its health check until it is told to `POST /sicken`; `unwell`
 * never does; `deaf` listens elsewhere than on its PORT; `mortal` writes a line and exits with 3; `sleepy` is well
 * after two seconds.
 */
export const ODD_SERVER = `
import { createServer } from "node:http";
const mode = process.env.MODE;
let isWell = mode !== "unwell" && mode !== "sleepy";
if (mode === "sleepy") setTimeout(() => (isWell = true), 2_000);
if (mode === "mortal") {
  console.error("cannot read the configuration");
  process.exit(3);
}
const server = createServer((request, response) => {
  if (request.url === "/sicken") isWell = false;
  response.writeHead(request.url === "/healthz" && !isWell ? 503 : 200).end(mode);
});
server.listen(mode === "deaf" ? 0 : Number(process.env.PORT), "127.0.0.1", () => console.log("listening as " + mode));
process.on("SIGTERM", () => process.exit(0));
`;

/** Project, blueprint and release: two odd services, the second after the first, with a mode and a program each. */
export function oddDocuments(project: string, digest: string): string {
  const text = (value: string) => ({ type: "string", default: value });
  const service = (mode: string) => ({
    kind: "service",
    artifact: "odd",
    config: {
      command: ["${parameters.program}", "server.js"],
      environment: { MODE: mode },
      health: { path: "/healthz", interval: "200ms" },
      readyWithin: "5s",
    },
  });
  return documents(
    { kind: "Project", metadata: { name: project }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project, name: "odd", version: "1.0.0" },
      spec: {
        parameters: { mode: text("well"), second: text("well"), program: text("node") },
        components: {
          first: service("${parameters.mode}"),
          second: { ...service("${parameters.second}"), after: ["first"] },
        },
      },
    },
    {
      kind: "Release",
      metadata: { project, version: "1.0.0" },
      spec: { blueprint: "odd@1.0.0", artifacts: { odd: { digest } } },
    },
  );
}

/** An environment of odd services. */
export function oddEnvironment(
  project: string,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): object {
  return {
    kind: "Environment",
    metadata: { project, name },
    spec: { class: "dev", cell: "local", release: "1.0.0", parameters },
  };
}
