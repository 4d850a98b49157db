import { escapeIdentifier } from "pg";
import { isAnswer, isRefused, type Ask } from "./connect.ts";

const COPY_TRIES = 5;

/** Copies a database while nobody can connect to it, and leaves it closed. What the server refuses opens it again. */
export async function copyDatabase(ask: Ask, source: string, copy: string): Promise<void> {
  await ask(`alter database ${escapeIdentifier(source)} with allow_connections false`);
  try {
    for (let tries = 1; ; tries += 1) {
      await ask("select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = $1", [source]);
      try {
        return void (await ask(`create database ${escapeIdentifier(copy)} template ${escapeIdentifier(source)}`));
      } catch (error) {
        // Somebody was still connected, as the server's own cleaners are at times.
        if (!isRefused(error, "55006") || tries === COPY_TRIES) throw error;
      }
    }
  } catch (error) {
    // Without an answer the server goes on copying: the repeat takes that copy, of a source that nobody has written to.
    if (isAnswer(error)) await openDatabase(ask, source);
    throw error;
  }
}

/** Lets a database take connections. */
export async function openDatabase(ask: Ask, database: string): Promise<void> {
  await ask(`alter database ${escapeIdentifier(database)} with allow_connections true`);
}
