/** A freeze of one project, as people write it. Instants are epoch milliseconds; absent is open. */
export function freezeDocument(
  project: string,
  name: string,
  { fromMs, toMs }: { readonly fromMs?: number; readonly toMs?: number } = {},
): string {
  const spec = {
    reason: name,
    ...(fromMs === undefined ? {} : { from: new Date(fromMs).toISOString() }),
    ...(toMs === undefined ? {} : { to: new Date(toMs).toISOString() }),
  };
  return JSON.stringify({ apiVersion: "holdfast.dev/v1", kind: "FreezeWindow", metadata: { project, name }, spec });
}
