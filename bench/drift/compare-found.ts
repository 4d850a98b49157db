import type { ChangedResource } from "./cloud-control.ts";
import type { FoundRow } from "./drift-rows.ts";

const UID_LENGTH = 36;

/**
 * How many changes have a finding that names what was changed, and how many findings are wrong: of a component that nobody
 * has changed, or of something else.
 */
export function compareFound(found: readonly FoundRow[], changed: readonly ChangedResource[]) {
  const pathByUid = new Map(changed.map(({ id, path }) => [id.slice(0, UID_LENGTH), `config.${path ?? ""}`]));
  const right = found.filter(({ componentUid, paths }) => {
    const path = pathByUid.get(componentUid);
    return path !== undefined && paths.every((one) => one === path || one.startsWith(`${path}.`)) && paths.length > 0;
  });
  return { found: new Set(right.map(({ componentUid }) => componentUid)).size, wrong: found.length - right.length };
}
