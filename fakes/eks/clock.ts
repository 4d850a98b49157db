/** How simulated time goes: `scaled` by real time, `manual` only by being advanced. */
export interface ClockState {
  readonly mode: "scaled" | "manual";
  /** Simulated seconds in a real one. */
  readonly scale: number;
  /** Simulated ms at `realAt`. */
  readonly simAt: number;
  /** Real ms. */
  readonly realAt: number;
}

/** The simulated clock. Changing how it goes never makes it jump. */
export interface Clock {
  nowMs(): number;
  state(): ClockState;
  /** Goes on from its present instant in another way. */
  set(change: Partial<Pick<ClockState, "mode" | "scale">>): void;
  /** Jumps forward to an instant; never back. */
  jumpTo(simMs: number): void;
  /** Goes on as a state says. */
  restore(state: ClockState): void;
}

export function clockFrom(initial: ClockState): Clock {
  let state = initial;
  const nowMs = () =>
    state.mode === "manual" ? state.simAt : Math.floor(state.simAt + (Date.now() - state.realAt) * state.scale);

  return {
    nowMs,
    state: () => state,
    set(change) {
      state = { ...state, ...change, simAt: nowMs(), realAt: Date.now() };
    },
    jumpTo(simMs) {
      state = { ...state, simAt: Math.max(simMs, nowMs()), realAt: Date.now() };
    },
    restore(wanted) {
      state = wanted;
    },
  };
}
