import { BlockList, isIP } from "node:net";

/** What an address leads to. `never`: this machine's own network, metadata of clouds, and what is no address of a host. */
export type AddressClass = "public" | "private" | "loopback" | "never";

const NEVER = listOf([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Metadata services outside the ranges above.
  "100.100.100.200/32",
  "168.63.129.16/32",
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
  // Inside the range of global addresses, and yet none of a host; or another address wrapped in one.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
]);
const LOOPBACK = listOf(["127.0.0.0/8", "::1/128"]);
const PRIVATE = listOf(["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]);
const MAPPED = listOf(["::ffff:0:0/96"]);
const GLOBAL = listOf(["2000::/3"]);

/** What an IP address leads to. An IPv4 address inside an IPv6 address counts as what it is. */
export function addressClass(address: string): AddressClass {
  const [plain = ""] = address.split("%");
  const version = isIP(plain);
  if (version === 0) return "never";
  const family = version === 4 ? "ipv4" : "ipv6";
  if (NEVER.check(plain, family)) return "never";
  if (LOOPBACK.check(plain, family)) return "loopback";
  if (PRIVATE.check(plain, family)) return "private";
  if (family === "ipv4" || MAPPED.check(plain, family) || GLOBAL.check(plain, family)) return "public";
  return "never";
}

/** What may be called. */
export interface AddressRules {
  /** Private addresses and this machine may be called, the latter without TLS, too. */
  readonly arePrivateAllowed: boolean;
}

/** Why an address may not be called; undefined where it may. The address itself is not repeated. */
export function addressProblem(
  address: string,
  { isPlain, arePrivateAllowed }: AddressRules & { readonly isPlain: boolean },
): string | undefined {
  const found = addressClass(address);
  if (found === "never") return "it leads to an address that is never called";
  if (found !== "public" && !arePrivateAllowed) return `it leads to a ${found} address`;
  if (isPlain && found !== "loopback") return "it is not https";
  return undefined;
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits = ""] = range.split("/");
    list.addSubnet(network, Number(bits), isIP(network) === 4 ? "ipv4" : "ipv6");
  }
  return list;
}
