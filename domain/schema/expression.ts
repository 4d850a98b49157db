/** What an expression refers to, found without evaluating it. Each list is sorted and free of repeats. */
export interface ExpressionReferences {
  /** `components.<name>.outputs.<output>`; `output` is absent where the expression takes all outputs. */
  readonly components: readonly ComponentReference[];
  readonly parameters: readonly string[];
  readonly secrets: readonly string[];
  /** `gates.<as>.<output>`; for steps of a stage only. */
  readonly gates: readonly OutputReference[];
  /** `steps.<as>.<output>`; for steps of a stage only. */
  readonly steps: readonly OutputReference[];
  /** Other roots used: `environment`, `promotion`, `release`. */
  readonly roots: readonly string[];
}

/** One reference to what something named gave. */
export interface OutputReference {
  readonly name: string;
  /** Absent where all outputs are meant. */
  readonly output?: string;
}

/** One reference to a component's outputs. */
export type ComponentReference = OutputReference;
