import { readFileSync } from "node:fs";
import { z } from "zod";

/** How this installation uses Slack. */
export interface SlackConfig {
  readonly token: string;
  /** Ends with `/`. */
  readonly apiUrl: string;
  readonly appId: string;
  readonly isSimulator: boolean;
  /** Of requests from Slack: one, or two during a rotation; none in a process that receives none. */
  readonly signingSecrets: readonly string[];
  /** Origins at which a command may be answered later. */
  readonly replyOrigins: readonly string[];
}

const OFFICIAL_API = "https://slack.com/api/";
const OFFICIAL_REPLIES = "https://hooks.slack.com";
const NAMES = [
  "HOLDFAST_SLACK_TOKEN_FILE",
  "HOLDFAST_SLACK_SIGNING_SECRET_FILE",
  "HOLDFAST_SLACK_API_URL",
  "HOLDFAST_SLACK_APP_ID",
  "HOLDFAST_SLACK_SIMULATOR",
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the environment says of Slack. Undefined where none of its variables is set: Slack is off.
 *
 * @param purpose - `receiving` needs the signing secrets, too; `sending` reads them not at all.
 * @throws Error with one message that lists every problem; it holds no secret
 */
export function readSlackConfig(variables: Variables, purpose: "sending" | "receiving"): SlackConfig | undefined {
  const given = new Map(NAMES.map((name) => [name, variables[name]?.trim() ?? ""] as const));
  if ([...given.values()].every((value) => value === "")) return undefined;
  const problems: string[] = [];
  const valueOf = (name: (typeof NAMES)[number]) => given.get(name) ?? "";
  const problem = (name: (typeof NAMES)[number], what: string) => void problems.push(`  ${name}: ${what}`);
  const linesOf = (name: (typeof NAMES)[number], what: string): readonly string[] => {
    if (valueOf(name) === "") problem(name, `is not set: the file with ${what}`);
    else {
      const lines = readLines(valueOf(name));
      if (Array.isArray(lines) && lines.length > 0) return lines;
      problem(name, typeof lines === "string" ? lines : "the file is empty");
    }
    return [];
  };

  const simulator = valueOf("HOLDFAST_SLACK_SIMULATOR");
  if (!["", "0", "1"].includes(simulator)) problem("HOLDFAST_SLACK_SIMULATOR", "is neither 1 nor 0");
  const isSimulator = simulator === "1";

  const apiUrl = withSlash(valueOf("HOLDFAST_SLACK_API_URL") || OFFICIAL_API);
  if (!z.url({ protocol: /^https?$/ }).safeParse(apiUrl).success)
    problem("HOLDFAST_SLACK_API_URL", "is no address like https://slack.com/api/");
  else if (!isSimulator && !apiUrl.startsWith("https://"))
    problem("HOLDFAST_SLACK_API_URL", "the token would travel unencrypted: only a simulator may have http");

  const appId = valueOf("HOLDFAST_SLACK_APP_ID");
  if (!/^A[A-Z0-9]{1,30}$/.test(appId))
    problem(
      "HOLDFAST_SLACK_APP_ID",
      appId === "" ? "is not set: the app's id, as A0123456789" : "is no app id like A0123456789",
    );

  const [token = "", ...moreTokens] = linesOf("HOLDFAST_SLACK_TOKEN_FILE", "the app's bot token");
  if (moreTokens.length > 0) problem("HOLDFAST_SLACK_TOKEN_FILE", "the file has more than one line");
  else if (/\s/.test(token)) problem("HOLDFAST_SLACK_TOKEN_FILE", "the file holds no token");

  const signingSecrets =
    purpose === "sending" ? [] : linesOf("HOLDFAST_SLACK_SIGNING_SECRET_FILE", "the app's signing secret");
  if (signingSecrets.length > 2)
    problem("HOLDFAST_SLACK_SIGNING_SECRET_FILE", "the file has more than two lines: the old secret and the new one");
  // A short one could be guessed, and then anybody could vote.
  if (!isSimulator && signingSecrets.some((secret) => secret.length < 16))
    problem("HOLDFAST_SLACK_SIGNING_SECRET_FILE", "a secret has less than 16 characters");

  if (problems.length > 0) throw new Error(`the configuration of Slack is not complete:\n${problems.join("\n")}`);
  const replyOrigins = isSimulator ? [new URL(apiUrl).origin] : [OFFICIAL_REPLIES];
  return { token, apiUrl, appId, isSimulator, signingSecrets, replyOrigins };
}

/**
 * Address of this installation for people, without a slash at its end; undefined where it is not set: then messages have
 * no links to it. @throws Error when it is no address
 */
export function readPublicUrl(variables: Variables): string | undefined {
  const text = variables["HOLDFAST_PUBLIC_URL"]?.trim() ?? "";
  if (text === "") return undefined;
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.search !== "")
    throw new Error("HOLDFAST_PUBLIC_URL is no address like https://holdfast.example.com");
  return url.href.replace(/\/+$/, "");
}

/** Lines that hold something, without space around them; or why the file cannot be read. */
function readLines(path: string): readonly string[] | string {
  try {
    const lines = readFileSync(path, "utf8").split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => line !== "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return `the file ${path} cannot be read: ${code}`;
  }
}

const withSlash = (url: string) => (url.endsWith("/") ? url : `${url}/`);
