/** Where the cell's own database server is. */
export interface CellDatabase {
  /** Address under which components reach it. */
  readonly host: string;
  readonly port: number;
  /** Address of a superuser, with its password: never log it. */
  readonly adminUrl: string;
}

/** The server's address with another database, and with another user where one is given. */
export function addressOf(
  server: CellDatabase,
  database: string,
  user?: { readonly name: string; readonly password: string },
): string {
  const url = new URL(server.adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user === undefined) return url.href;
  url.hostname = server.host;
  url.port = String(server.port);
  url.username = encodeURIComponent(user.name);
  url.password = encodeURIComponent(user.password);
  url.search = "";
  return url.href;
}
