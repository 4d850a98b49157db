/** What people type to get this CLI; with `npm run` it is longer. Every command that we tell people starts with it. */
export function commandName(): string {
  return process.env["npm_lifecycle_event"] === "holdfast" ? "npm run holdfast --" : "holdfast";
}
