import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { notifyWorld, type NotifyWorld, until } from "./notify-world.ts";

interface Mail {
  readonly to: readonly string[];
  readonly content: string;
}

let world: NotifyWorld;
let server: SMTPServer;
let mails: Mail[];
/** What the server says to the next recipients and messages: a code of SMTP, or 250. */
let recipientCodes: number[];
let messageCodes: number[];

const refusal = (code: number) => Object.assign(new Error("not today"), { responseCode: code });

beforeEach(async () => {
  [mails, recipientCodes, messageCodes] = [[], [], []];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo(_address, _session, callback) {
      const code = recipientCodes.shift() ?? 250;
      callback(code === 250 ? null : refusal(code));
    },
    onData(stream, session, callback) {
      void text(stream).then((content) => {
        const code = messageCodes.shift() ?? 250;
        if (code !== 250) return callback(refusal(code));
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), content });
        return callback(null);
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  world = await notifyWorld({
    ways: { mail: { url: `smtp://127.0.0.1:${port}`, from: "Holdfast <holdfast@shop.example>", stepMs: 1_000 } },
  });
  await world.subscribe("mails", { email: { to: ["ada@shop.example", "ben@shop.example"] } });
});

afterEach(async () => {
  await world.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const firstIs = (state: string) => async () => (await world.deliveries())[0]?.state === state;
const failedWith = (code: number) => async () => (await world.deliveries())[0]?.lastStatus === code;

test("a mail goes to everybody, as text and as HTML, under an id that is the delivery's", async () => {
  world.start();
  await world.held();
  await until("it is delivered", firstIs("delivered"));
  const { id } = await world.delivery();
  expect(mails).toHaveLength(1);
  expect(mails[0]?.to).toEqual(["ada@shop.example", "ben@shop.example"]);
  const content = mails[0]?.content ?? "";
  expect(content).toContain(`Message-ID: <${id}@shop.example>`);
  expect(content).toContain("Subject: [holdfast] shop-dev: promotion held: it is held, 0");
  expect(content).toContain("Content-Type: text/plain");
  expect(content).toContain("Content-Type: text/html");
  expect(content).toContain("Auto-Submitted: auto-generated");
});

test.each([421, 451])("a message that is refused with %i for now is sent again, with the same id", async (code) => {
  messageCodes.push(code);
  world.start();
  await world.held();
  await until("it is refused", failedWith(code));
  expect(await world.delivery()).toMatchObject({ state: "pending", lastFault: `the mail server answered ${code}` });
  world.pass(6_000);
  await until("it is delivered", firstIs("delivered"));
  expect(mails).toHaveLength(1);
  expect(mails[0]?.content).toContain(`Message-ID: <${(await world.delivery()).id}@shop.example>`);
});

test("a message that is refused for good is dead at once, and says so", async () => {
  messageCodes.push(554);
  world.start();
  await world.held();
  await until("it is dead", firstIs("dead"));
  expect(await world.delivery()).toMatchObject({
    attempts: 1,
    lastFault: "the mail server answered 554",
    attemptList: [{ answer: expect.stringContaining("not today") as unknown }],
  });
});

test("a mailbox that is refused beside a good one is named in the answer", async () => {
  recipientCodes.push(550);
  world.start();
  await world.held();
  await until("it is delivered", firstIs("delivered"));
  expect(mails[0]?.to).toEqual(["ben@shop.example"]);
  expect((await world.delivery()).attemptList[0]?.answer).toContain("refused: ada@shop.example");
});

test("mailboxes that are all refused for good are dead at once", async () => {
  recipientCodes.push(550, 550);
  world.start();
  await world.held();
  await until("it is dead", firstIs("dead"));
  expect((await world.delivery()).lastStatus).toBe(550);
});

test("a mail server that is away is tried again", async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  world.start();
  await world.held();
  await until("it failed", async () => ((await world.deliveries())[0]?.attemptList.length ?? 0) > 0);
  expect(await world.delivery()).toMatchObject({
    state: "pending",
    lastFault: expect.stringContaining("the mail server was not reached") as unknown,
  });
});

test("without a mail server nothing is sent, and the delivery says why", async () => {
  await world.close();
  world = await notifyWorld();
  await world.subscribe("mails", { email: { to: ["ada@shop.example"] } });
  world.start();
  await world.held();
  await until("it failed", async () => ((await world.deliveries())[0]?.attemptList.length ?? 0) > 0);
  expect((await world.delivery()).lastFault).toContain("HOLDFAST_SMTP_URL");
});
