/** Values that are seen some time after they were submitted. */
export interface Lagging<T> {
  /** Adds a version. `visibleAt` is epoch milliseconds; null keeps it hidden until `release`. */
  submit(id: string, value: T, version: Version): void;
  /** The visible version of the highest rank; undefined when none is visible yet. */
  visible(id: string, nowMs: number): T | undefined;
  /** The version of the highest rank, visible or not. */
  newest(id: string): T | undefined;
  /** Makes every version visible that was submitted so far. */
  release(): void;
  ids(): Iterable<string>;
  /** How many ids have a newer version than the visible one. */
  behind(nowMs: number): number;
}

/** Which version it is, and from when it is seen. */
export interface Version {
  readonly rank: number;
  readonly visibleAt: number | null;
}

/** No values yet. */
export function lagging<T>(): Lagging<T> {
  const versionsById = new Map<string, readonly (Version & { readonly value: T })[]>();

  /** What is visible or may still become it, the highest rank last. */
  function look(id: string, nowMs: number) {
    const versions = versionsById.get(id) ?? [];
    const index = versions.findLastIndex(({ visibleAt }) => visibleAt !== null && visibleAt <= nowMs);
    const left = index > 0 ? versions.slice(index) : versions;
    versionsById.set(id, left);
    return { left, visible: index < 0 ? undefined : left[0]?.value };
  }

  return {
    submit(id, value, version) {
      const versions = [...(versionsById.get(id) ?? []), { ...version, value }];
      versionsById.set(
        id,
        versions.toSorted((one, other) => one.rank - other.rank),
      );
    },
    visible: (id, nowMs) => (versionsById.has(id) ? look(id, nowMs).visible : undefined),
    newest: (id) => versionsById.get(id)?.at(-1)?.value,
    release() {
      for (const [id, versions] of versionsById) {
        versionsById.set(
          id,
          versions.map((version) => ({ ...version, visibleAt: 0 })),
        );
      }
    },
    ids: () => versionsById.keys(),
    behind: (nowMs) => [...versionsById.keys()].filter((id) => behindBy(look(id, nowMs))).length,
  };
}

function behindBy<T>({ left, visible }: { readonly left: readonly unknown[]; readonly visible: T | undefined }) {
  return visible === undefined || left.length > 1;
}
