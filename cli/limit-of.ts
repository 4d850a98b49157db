import { usageFailure } from "./command-failure.ts";

/** How many items `--limit` asks for. @throws CommandFailure with exit code 2 */
export function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 500) return limit;
  throw usageFailure(`"${text}" is no number from 1 to 500`);
}
