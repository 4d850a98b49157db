import { CommandFailure } from "./command-failure.ts";

/** The address as a URL that ends in `/`. @throws CommandFailure when it is none, or holds a password */
export function serverUrl(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CommandFailure(`"${text}" is no address of a server (from ${from})`, {
      hints: ["write it as http://127.0.0.1:4400 or https://holdfast.example"],
    });
  if (url.username !== "" || url.password !== "")
    throw new CommandFailure(`the address holds a name or password (from ${from})`, {
      hints: ["give the token in HOLDFAST_TOKEN instead"],
    });
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** True for an address of this very machine. */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}
