/** What a command asks the API for: what it does there, to what, and by which operations of the API. */
export interface CommandAsks {
  /** One of the API's actions. */
  readonly action: string;
  /** In a word, what the action is about; as the API says it. */
  readonly resource: string;
  /** Ids of the API's operations. */
  readonly operations: readonly string[];
}

/** What a command asks for, or why it asks for nothing. */
export type CommandAccess = readonly CommandAsks[] | { readonly none: string };

/** By verb, `token create`; the command itself, where it does something, is the empty verb. */
export type AccessByVerb = Readonly<Record<string, CommandAccess>>;

/** Reads what the caller may see. */
export const reads = (...operations: readonly string[]): CommandAccess => [
  { action: "view", resource: "visible", operations },
];

/** Does something to one kind of resource. */
export const does = (action: string, resource: string, ...operations: readonly string[]): readonly CommandAsks[] => [
  { action, resource, operations },
];

/** @throws Error for a command of which nobody said what it asks for */
export function requireAccess(name: string, access: AccessByVerb | undefined, verbs: readonly string[]): void {
  const missing = verbs.filter((verb) => access?.[verb] === undefined).map((verb) => `${name} ${verb}`.trim());
  if (access !== undefined && Object.keys(access).length > 0 && missing.length === 0) return;
  const names = missing.length === 0 ? name : missing.join(", ");
  throw new Error(`nobody said what "${names}" asks the API for; say it in cli/commands/index.ts`);
}
