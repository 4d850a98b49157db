/** Something that cannot be handled yet. */
export class TryLater extends Error {
  override readonly name = "TryLater";
  /** How long whoever could not answer asks for; absent where they do not say. */
  readonly afterMs: number | undefined;

  constructor(message: string, afterMs?: number) {
    super(message);
    this.afterMs = afterMs;
  }
}
