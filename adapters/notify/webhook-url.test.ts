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
