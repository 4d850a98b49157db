import type { Driver, Observation, RemovalSubject, Subject } from "../../activities/components/driver.ts";
import { makeSubject, newToken, removal } from "../contracts/driver.ts";
import { converge, convergeAway, type Between, type Converged } from "../drivers/eks-converging.ts";

/** A component as a blueprint asks for it, and the driver of its kind. */
export interface Wish {
  readonly subject: Subject;
  /** Looks once. */
  look(): Promise<Observation>;
  /** Acts once. */
  act(): Promise<void>;
  /** Looks and acts until it is ready, or will not become so. */
  bring(): Promise<Converged>;
  /** Removes until it is gone, and answers how often it had to come back. */
  takeAway(scope?: RemovalSubject["scope"]): Promise<number>;
  /** The same component with other config, asked for by another operation. */
  asks(more: object): Wish;
  /** The same component in its next life, asked for by another operation. */
  nextLife(): Wish;
}

const never = () => new AbortController().signal;

/** A component of this config that nobody has asked for before. */
export function wishOf<Config>(driver: Driver<Config>, input: object, between?: Between): Wish {
  const parse = (config: object) => driver.config.parse(config);
  const wishFor = (config: object, subject: Subject<Config>): Wish => ({
    subject,
    look: async () => await driver.observe(subject, { waitMs: 0, signal: never() }),
    act: async () => await driver.apply(subject, never()),
    bring: async () => await converge(driver, subject, between),
    takeAway: async (scope = "component") => await convergeAway(driver, removal(subject, scope), between),
    asks(more) {
      const changed = { ...config, ...more };
      return wishFor(changed, { ...subject, token: newToken(), config: parse(changed) });
    },
    nextLife: () => wishFor(config, { ...subject, token: newToken(), incarnation: subject.incarnation + 1 }),
  });
  return wishFor(input, makeSubject(parse(input)));
}
