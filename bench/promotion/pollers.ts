const PHASES = 100;

/**
 * How long pollers of one period would have left each of these events unnoticed, milliseconds: until the next tick of their
 * clock. Nobody knows where the ticks fall, so each event is met by a hundred pollers whose ticks are evenly apart. What
 * they do once they have noticed costs them nothing here.
 */
export function pollerDelays(events: readonly number[], periodMs: number): readonly number[] {
  return events.flatMap((at) =>
    Array.from({ length: PHASES }, (_, phase) => {
      const tick = ((phase + 0.5) / PHASES) * periodMs;
      const since = (at - tick) % periodMs;
      return since === 0 ? 0 : periodMs - (since < 0 ? since + periodMs : since);
    }),
  );
}
