import { lookup, Resolver } from "node:dns/promises";

/** An address of a name. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Asks name servers without holding a thread; a name server that is slow must not hold those that read files. */
const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/** Failures after which nothing else is asked: the name server does not answer. */
const SLOW = new Set(["ETIMEOUT", "ECANCELLED"]);

/**
 * Every address of a name: as name servers know it, else as this machine does, which knows names of its own and completes
 * short ones. @throws what the look-up fails with
 */
export async function resolveName(hostname: string): Promise<readonly ResolvedAddress[]> {
  if (/(^|\.)localhost\.?$/.test(hostname)) return await lookup(hostname, { all: true });
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses = answers.flatMap((answer, index) =>
    answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
  );
  if (addresses.length > 0) return addresses;
  for (const answer of answers) if (answer.status === "rejected" && isSlow(answer.reason)) throw answer.reason as Error;
  return await lookup(hostname, { all: true });
}

function isSlow(error: unknown): boolean {
  return error instanceof Error && SLOW.has((error as NodeJS.ErrnoException).code ?? "");
}
