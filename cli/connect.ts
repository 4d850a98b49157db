import { CommandFailure, usageFailure } from "./command-failure.ts";
import type { Connection, KnownServer } from "./connection.ts";
import { findContext } from "./context-file.ts";
import { findLocalServer } from "./find-local-server.ts";
import { serverUrl } from "./server-url.ts";

/** The flags that say which server. Absent ones are found elsewhere. */
export interface ServerFlags {
  readonly server?: string;
  readonly token?: string;
  readonly context?: string;
}

const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Finds the server: flag, then `HOLDFAST_URL`, then the context, then the nearest `.holdfast/` above the working directory.
 *
 * The token comes from the flag, from `HOLDFAST_TOKEN`, or from where the address was kept: a kept token goes to no other address.
 *
 * @throws CommandFailure when none is found, or what is found cannot be used
 */
export async function connect(flags: ServerFlags): Promise<Connection> {
  const named = namedAddress(flags);
  const known = await knownServer(flags, named?.url);
  const url = named?.url ?? known?.url;
  const urlFrom = named?.from ?? known?.from;
  if (url === undefined || urlFrom === undefined)
    throw new CommandFailure("no server: run npm start in a checkout, or set HOLDFAST_URL", {
      hints: ["see where it was looked for: holdfast doctor"],
    });
  const kept = known?.url.href === url.href ? known : undefined;
  const found = namedToken(flags) ?? (await kept?.token());
  if (found !== undefined && !PRINTABLE.test(found.token))
    throw new CommandFailure(`the token from ${found.from} holds blanks or characters that no token has`);
  return {
    url,
    urlFrom,
    ...(found === undefined ? {} : { token: found.token, tokenFrom: found.from }),
    ...(kept?.project === undefined ? {} : { project: kept.project }),
  };
}

function namedAddress(flags: ServerFlags): { readonly url: URL; readonly from: string } | undefined {
  if (flags.server !== undefined) {
    if (flags.context !== undefined) throw usageFailure("--server and --context both name a server", "use one of them");
    return { url: serverUrl(flags.server, "--server"), from: "--server" };
  }
  const fromEnvironment = process.env["HOLDFAST_URL"];
  if (flags.context !== undefined || !fromEnvironment) return undefined;
  return { url: serverUrl(fromEnvironment, "HOLDFAST_URL"), from: "HOLDFAST_URL" };
}

function namedToken(flags: ServerFlags): { readonly token: string; readonly from: string } | undefined {
  if (flags.token !== undefined) return { token: flags.token, from: "--token" };
  const fromEnvironment = process.env["HOLDFAST_TOKEN"];
  return fromEnvironment ? { token: fromEnvironment, from: "HOLDFAST_TOKEN" } : undefined;
}

/** The kept server to use, or, where the address is named already, the one that keeps a token for it. */
async function knownServer(flags: ServerFlags, named: URL | undefined): Promise<KnownServer | undefined> {
  if (named === undefined) return (await findContext(flags.context)) ?? (await findLocalServer(process.cwd()));
  if (namedToken(flags) !== undefined) return undefined; // A broken file that nobody needs must not be in the way.
  for (const find of [() => findContext(), () => findLocalServer(process.cwd())]) {
    const known = await find();
    if (known?.url.href === named.href) return known;
  }
  return undefined;
}
