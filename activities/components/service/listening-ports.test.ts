import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { holderOf, listeners, parseSocketTable } from "./listening-ports.ts";

test("parseSocketTable() gives the sockets that listen, and no connection", () => {
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0
   1: 0100007F:4E21 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0000000000000000 20 4 30 10 -1
   2: 00000000000000000000000000000000:4E22 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1
`;
  expect(parseSocketTable(text)).toEqual([
    { port: 20_000, inode: "111" },
    { port: 20_002, inode: "333" },
  ]);
});

test("a listening socket and its holder are found, where the system shows them", async () => {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const known = await listeners();
  const sockets = (known ?? []).filter((listener) => listener.port === port);
  expect(sockets.length > 0).toBe(process.platform === "linux");
  expect(await holderOf(sockets)).toEqual(
    known === undefined ? undefined : { pid: process.pid, program: expect.any(String) },
  );
  server.close();
});
