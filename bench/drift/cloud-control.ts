/** A resource that was changed from outside, and what of it. */
export interface ChangedResource {
  readonly id: string;
  /** `properties.<name>` or `type`; absent where all of it is gone. */
  readonly path?: string;
}

/** What a measurement does to the simulated cloud, and reads there. */
export function cloudControl(cloudUrl: string) {
  async function call<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(new URL(`/control/${path}`, cloudUrl), init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /control/${path} answered ${response.status}: ${text.slice(0, 500)}`);
    const answer: Answer = JSON.parse(text);
    return answer;
  }
  return {
    /** So many reads a second for each account; undefined for no limit. */
    setRate: async (perSecond: number | undefined) =>
      void (await call("POST", "rate", { perSecond: perSecond ?? null })),
    /** Calls for resources so far, and how many of them were refused. */
    async calls() {
      const { calls, rateLimited } = await call<{ calls: Record<string, number>; rateLimited: number }>("GET", "stats");
      return { all: Object.values(calls).reduce((sum, count) => sum + count, 0), refused: rateLimited };
    },
    /** Changes about this share of the resources of some accounts from outside. */
    async makeDrift(share: number, seed: string, accounts: readonly string[]): Promise<readonly ChangedResource[]> {
      const all: ChangedResource[] = [];
      for (const account of accounts) {
        const { changed } = await call<{ changed: ChangedResource[] }>("POST", "drift", { share, seed, account });
        all.push(...changed);
      }
      return all;
    },
  };
}
