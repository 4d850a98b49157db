/** A place of components, and how its sweeps go. Instants are epoch milliseconds. */
export interface SweptPlace {
  readonly cell: string;
  readonly account: string;
  readonly region: string;
  /** When a sweep last ended that had looked at something; absent while none has. */
  readonly lookedAt?: number;
  /** When the first sweep that is known of began; absent while none has. */
  readonly triedAt?: number;
}

/** So many spans may go by without a look. */
const SPANS = 3;
const SHOWN = 3;

/**
 * Which places nobody has looked at for too long, one line for people; undefined for none. What is known of their drift is
 * as old. A place that no sweep has begun in yet is not late.
 *
 * @param everyMs - Every place is to be swept so often.
 */
export function latePlaces(
  places: readonly SweptPlace[],
  { everyMs, nowMs }: { readonly everyMs: number; readonly nowMs: number },
): string | undefined {
  const late = places.flatMap((place) => {
    const ageMs = nowMs - (place.lookedAt ?? place.triedAt ?? nowMs);
    return ageMs > SPANS * everyMs ? [{ place, ageMs }] : [];
  });
  if (late.length === 0) return undefined;
  const shown = late
    .toSorted((one, other) => other.ageMs - one.ageMs)
    .slice(0, SHOWN)
    .map(
      ({ place, ageMs }) => `${place.cell}, ${place.account}, ${place.region} for ${Math.floor(ageMs / 60_000)} min`,
    );
  const more = late.length > SHOWN ? [`and ${late.length - SHOWN} more`] : [];
  return `not looked at for drift: ${[...shown, ...more].join("; ")}`;
}
