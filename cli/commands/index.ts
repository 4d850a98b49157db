import type { CommandEntry } from "../define-command.ts";

/** Every command, in the order in which the help lists them. Their modules are loaded when they are used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "apply",
    usage: "-f FILE…",
    summary: "make what files describe",
    load: async () => (await import("./apply.ts")).apply,
  },
  {
    name: "get",
    usage: "KIND [NAME]",
    summary: "list environments, releases, operations and more",
    load: async () => (await import("./get.ts")).get,
  },
  {
    name: "describe",
    usage: "KIND NAME",
    summary: "say everything about one environment, component or operation",
    load: async () => (await import("./describe.ts")).describe,
  },
  {
    name: "wait",
    usage: "--for=… ENVIRONMENT",
    summary: "wait until an environment is as wanted",
    load: async () => (await import("./wait.ts")).wait,
  },
  {
    name: "logs",
    usage: "ENVIRONMENT COMPONENT",
    summary: "print what a component writes",
    load: async () => (await import("./logs.ts")).logs,
  },
  {
    name: "events",
    usage: "",
    summary: "print what happened, and what happens",
    load: async () => (await import("./events.ts")).events,
  },
  {
    name: "operations",
    aliases: ["operation", "ops", "op"],
    usage: "list|get|cancel|abandon",
    summary: "look at runs of work, or stop one",
    load: async () => (await import("./operations.ts")).operations,
  },
  {
    name: "metrics",
    usage: "",
    summary: "say how often, how fast and how well releases arrive",
    load: async () => (await import("./metrics.ts")).metrics,
  },
  {
    name: "suspend",
    usage: "ENVIRONMENT",
    summary: "stop touching an environment",
    load: async () => (await import("./suspend.ts")).suspend,
  },
  {
    name: "resume",
    usage: "ENVIRONMENT",
    summary: "touch it again; ends a hold too",
    load: async () => (await import("./resume.ts")).resume,
  },
  {
    name: "delete",
    usage: "KIND NAME",
    summary: "delete an environment, blueprint, release, project or snapshot",
    load: async () => (await import("./delete.ts")).deleteCommand,
  },
  {
    name: "artifact",
    aliases: ["artifacts"],
    usage: "push|list",
    summary: "store build outputs, by digest",
    load: async () => (await import("./artifact.ts")).artifact,
  },
  {
    name: "secret",
    aliases: ["secrets"],
    usage: "set|list|delete",
    summary: "set the secrets that blueprints refer to",
    load: async () => (await import("./secret.ts")).secret,
  },
  {
    name: "context",
    aliases: ["contexts"],
    usage: "list|use|set",
    summary: "name servers, and choose one",
    load: async () => (await import("./context.ts")).context,
  },
  {
    name: "doctor",
    usage: "",
    summary: "find out why nothing works",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "version",
    usage: "",
    summary: "print the versions of CLI and server",
    load: async () => (await import("./version.ts")).version,
  },
];
