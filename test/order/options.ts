import { parseArgs } from "node:util";
import { z } from "zod";

/** How the order and model tests are run. */
export interface OrderOptions {
  /** Decides what the random sequences are. */
  readonly seed: number;
  /** Releases that follow each other through three stages. */
  readonly releases: number;
  /** Random sequences straight on the store. */
  readonly sequences: number;
  /** Commands of a sequence at most. */
  readonly commands: number;
  /** Databases side by side. */
  readonly lanes: number;
  /** Random sequences through real Temporal. */
  readonly live: number;
  /** Promotions of the herd. */
  readonly herd: number;
  /** All of it is to fit in so many minutes. */
  readonly minutes: number;
  /** Parts that are run. */
  readonly parts: readonly Part[];
}

/** Parts of the run. */
export const PARTS = ["turns", "releases", "live", "herd", "model"] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** What `--help` prints. */
export const ORDER_HELP = `Usage: npm run test:order -- [--seed N] [--releases N] [--sequences N] [--live N] [--herd N] [--minutes N] [--only PART]

Sends releases through stages back to back, plays random sequences of everything that people and machines do, freezes a
thousand promotions and lets them go, and looks after each thing whether an order was broken.

  --seed N        decides the random sequences (default: drawn, and printed)
  --releases N    releases that follow each other, of each queue (default 200)
  --sequences N   random sequences straight on the store (default 2000)
  --commands N    commands of a sequence, at most (default 20)
  --lanes N       databases side by side (default 2)
  --live N        random sequences through real Temporal (default 36)
  --herd N        promotions that a freeze parks at once (default 1000)
  --minutes N     time for all of it (default 15)
  --only PART     one of ${PARTS.join(", ")}; may be given more than once (default: all)`;

const Count = z.coerce.number().int().min(0);
const Values = z.object({
  seed: z.coerce.number().int(),
  releases: Count,
  sequences: Count,
  commands: Count.min(1),
  lanes: Count.min(1),
  live: Count,
  herd: Count,
  minutes: z.coerce.number().positive(),
  only: z.array(z.enum(PARTS)).min(1),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readOrderOptions(args: readonly string[]): OrderOptions | "help" {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: text(String(Math.floor(Math.random() * 2 ** 31))),
      releases: text("200"),
      sequences: text("2000"),
      commands: text("20"),
      lanes: text("2"),
      live: text("36"),
      herd: text("1000"),
      minutes: text("15"),
      only: { type: "string", multiple: true, default: [...PARTS] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const { only, ...options } = Values.parse(values);
  return { ...options, parts: only };
}
