/** The cell's sealed store of secret outputs and generated passwords: encrypted at rest, readable by this cell only. */
export interface Sealed {
  /** Stores values under a component, durable when it returns; other keys of the component stay. */
  seal(componentUid: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** Every value of a component; empty when there is none. */
  unseal(componentUid: string): Promise<Readonly<Record<string, string>>>;
  /** Forgets a component; the absent counts as forgotten. */
  forget(componentUid: string): Promise<void>;
  /** Keyed hash of a value: equal values give equal hashes inside this cell, and nothing can be told from them outside. */
  keyedHash(value: string): string;
  /** Token of an effect: 52 characters of base32, HMAC of the parts under the cell's key. */
  token(parts: readonly string[]): string;
}
