/** One component of a graph to set up. */
export interface GraphComponent {
  readonly name: string;
  /** What the simulated cloud is asked for; durations are learned by it. */
  readonly type: string;
  /** Typical cloud seconds, before the time scale. */
  readonly seconds: number;
  /** Names of the components that must be ready first; they stand earlier in the list. */
  readonly needs: readonly string[];
}

/** A graph, needs first. */
export interface Graph {
  /** Name of its project and blueprint. */
  readonly name: string;
  readonly components: readonly GraphComponent[];
}
