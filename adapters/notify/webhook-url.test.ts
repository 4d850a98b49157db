import fc from "fast-check";
import { expect, test } from "vitest";
import { addressClass } from "./address-class.ts";
import { webhookUrlProblem } from "./webhook-url.ts";

const STRICT = { arePrivateAllowed: false };
const LOOSE = { arePrivateAllowed: true };

/** Hosts that lead inside, in every form that a parser of URLs takes. */
const LOOPBACK = [
  "127.0.0.1",
  "127.1",
  "127.255.255.254",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "017700000001",
  "①②⑦.0.0.1",
  "127。0。0。1",
  "%31%32%37.0.0.1",
  "127.0.0.1.",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "a.localhost",
];
const PRIVATE = [
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "100.64.0.1",
  "0xa000001",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[::ffff:10.0.0.1]",
  "[::ffff:c0a8:1]",
];
const NEVER = [
  "0.0.0.0",
  "0",
  "169.254.169.254",
  "169.254.170.2",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "[::ffff:a9fe:a9fe]",
  "[::ffff:169.254.169.254]",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.7",
  "203.0.113.7",
  "224.0.0.1",
  "255.255.255.255",
  "240.0.0.1",
  "[::]",
  "[::127.0.0.1]",
  "[fe80::1]",
  "[febf::1]",
  "[fec0::1]",
  "[ff02::1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b::a9fe:a9fe]",
  "[64:ff9b:1::1]",
  "[2002:7f00:1::]",
  "[2001:0:7f00:1::]",
  "[2001:db8::1]",
  "[fd00:ec2::254]",
  "[fd20:ce::254]",
  "[100::1]",
  "[5f00::1]",
  "[3fff::1]",
];

test.each([...LOOPBACK, ...PRIVATE, ...NEVER])("https://%s/ is not called", (host) => {
  expect(webhookUrlProblem(`https://${host}/hook`, STRICT)).toMatch(/^it leads to/);
});

test.each([...LOOPBACK, ...PRIVATE])("https://%s/ may be called where private addresses may", (host) => {
  expect(webhookUrlProblem(`https://${host}/hook`, LOOSE)).toBeUndefined();
});

test.each(NEVER)("https://%s/ is not called even then", (host) => {
  expect(webhookUrlProblem(`https://${host}/hook`, LOOSE)).toMatch(/^it leads to an address that is never called/);
});

test.each(LOOPBACK)("http://%s/ may be called only where private addresses may", (host) => {
  expect(webhookUrlProblem(`http://${host}:8080/hook`, LOOSE)).toBeUndefined();
  expect(webhookUrlProblem(`http://${host}:8080/hook`, STRICT)).toMatch(/^it leads to/);
});

test.each([
  ["http://hooks.example/", "it is not https"],
  ["http://8.8.8.8/", "it is not https"],
  ["http://10.0.0.1/", "it is not https"],
  ["ftp://hooks.example/", "it is not https"],
  ["file:///etc/passwd", "it is not https"],
  ["javascript:alert(1)", "it is not https"],
  ["gopher://127.0.0.1:6379/_", "it is not https"],
  ["https://user:hush@hooks.example/", "no user and no password"],
  ["https://user@hooks.example/", "no user and no password"],
  ["https://hooks.example@127.0.0.1/", "no user and no password"],
  ["https:\\\\me:hush@hooks.example", "no turned slashes"],
  ["https://hooks.example\\@127.0.0.1/", "no turned slashes"],
  ["https://hooks.exa\tmple/", "no spaces"],
  [" https://hooks.example/", "no spaces"],
  ["https://hooks.example/\r\nx: y", "no spaces"],
  ["https://hooks.example/#part", 'before "#"'],
  ["https://", "it is no address"],
  ["https://[::1/", "it is no address"],
  ["https://999.1.1.1/", "it is no address"],
  ["hooks.example/a", "it is no address"],
  ["", "it is no address"],
])("%j is refused", (url, why) => {
  expect(webhookUrlProblem(url, LOOSE)).toContain(why);
});

test.each([
  "https://hooks.example/a?token=b",
  "https://8.8.8.8/",
  "https://[2606:4700::1111]:8443/x",
  "https://[::ffff:8.8.8.8]/",
])("%s may be called", (url) => {
  expect(webhookUrlProblem(url, STRICT)).toBeUndefined();
});

test("text that is no IP address is never called", () => {
  expect(["", "hooks.example", "1.2.3", "fe80::1%eth0", "::ffff:127.0.0.1%lo"].map(addressClass)).toEqual([
    "never",
    "never",
    "never",
    "never",
    "loopback",
  ]);
});

test("5,000 addresses of closed ranges, written in every way, are not called", () => {
  const ranges: readonly (readonly [string, number])[] = [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ];
  const closed = fc
    .tuple(fc.constantFrom(...ranges), fc.nat(0xff_ff_ff_ff))
    .map(([[network, bits], random]) => (valueOf(network) + (random % 2 ** (32 - bits))) >>> 0);
  const written = fc.tuple(closed, fc.constantFrom(...WAYS)).map(([value, write]) => write(value));
  const paths = fc.constantFrom("", "/", "/hook?a=b", ":8443/x", "/@example.com");
  fc.assert(
    fc.property(written, paths, fc.constantFrom("https", "HTTPS", "http"), (host, path, scheme) => {
      expect(webhookUrlProblem(`${scheme}://${host}${path}`, STRICT)).toBeDefined();
    }),
    { numRuns: 5_000, seed: 20_261_129 },
  );
});

const valueOf = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const bytesOf = (value: number): readonly number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const hex = (value: number): string => value.toString(16);
const groups = (value: number): string => `${hex(value >>> 16)}:${hex(value & 0xffff)}`;

/** The ways to write an IPv4 address that parsers of URLs take, and the ways to wrap it in an IPv6 address. */
const WAYS: readonly ((value: number) => string)[] = [
  (value) => bytesOf(value).join("."),
  (value) => `${bytesOf(value).join(".")}.`,
  (value) => String(value),
  (value) => `0x${hex(value)}`,
  (value) => `0${value.toString(8)}`,
  (value) =>
    bytesOf(value)
      .map((byte) => `0x${hex(byte)}`)
      .join("."),
  (value) =>
    bytesOf(value)
      .map((byte) => `0${byte.toString(8)}`)
      .join("."),
  (value) => [...bytesOf(value).slice(0, 2), value & 0xffff].join("."),
  (value) => [...bytesOf(value).slice(0, 1), value & 0xff_ffff].join("."),
  (value) =>
    bytesOf(value)
      .join(".")
      .replaceAll(/./g, (letter) => `%${hex(letter.charCodeAt(0))}`),
  (value) => `[::ffff:${groups(value)}]`,
  (value) => `[::ffff:${bytesOf(value).join(".")}]`,
  (value) => `[0:0:0:0:0:FFFF:${groups(value)}]`,
  (value) => `[64:ff9b::${groups(value)}]`,
  (value) => `[2002:${groups(value)}::1]`,
  (value) => `[::${groups(value)}]`,
];
