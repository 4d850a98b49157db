/** An error as Secrets Manager answers it. */
export class Refused extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export const notFound = (): Refused =>
  new Refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
