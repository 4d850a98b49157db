import type { SecretScope } from "./port.ts";
import type { Sealed } from "../sealed/port.ts";
import type { Secrets } from "../secrets/port.ts";
import { textMasker } from "../../domain/mask-text.ts";

/** How long values are remembered, milliseconds: a secret that is set later is masked from then on. */
const KEPT_MS = 2_000;

/** A function that puts `***` where a line holds a secret of the scope. */
export function maskSecrets(
  ports: { readonly secrets: Pick<Secrets, "names" | "read" | "version">; readonly sealed: Pick<Sealed, "unseal"> },
  scope: SecretScope,
): (line: string) => Promise<string> {
  let known: { readonly at: number; readonly mask: Promise<(line: string) => string> } | undefined;
  return async (line) => {
    if (known === undefined || Date.now() - known.at > KEPT_MS)
      known = { at: Date.now(), mask: makeMask(ports, scope) };
    return (await known.mask)(line);
  };
}

/** What puts `***` where a text holds a secret of the scope, as the secrets are at this moment. */
export async function makeMask(
  { secrets, sealed }: Parameters<typeof maskSecrets>[0],
  { project, componentUids }: SecretScope,
): Promise<(line: string) => string> {
  const values: string[] = [];
  for (const name of await secrets.names(project)) {
    // One that was deleted since its name was read is no secret of the scope any more.
    if ((await secrets.version(project, name)) !== undefined) values.push((await secrets.read(project, name)).value);
  }
  for (const uid of componentUids) values.push(...Object.values(await sealed.unseal(uid)));
  return textMasker(values);
}
