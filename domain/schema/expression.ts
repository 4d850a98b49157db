/** What an expression refers to, found without evaluating it. Each list is sorted and free of repeats. */
export interface ExpressionReferences {
  /** `components.<name>.outputs.<output>`; `output` is absent where the expression takes all outputs. */
  readonly components: readonly ComponentReference[];
  readonly parameters: readonly string[];
  readonly secrets: readonly string[];
  /** Other roots used: `environment`, `release`. */
  readonly roots: readonly string[];
}

/** One reference to a component's outputs. */
export interface ComponentReference {
  readonly name: string;
  /** Absent where all outputs are meant. */
  readonly output?: string;
}
