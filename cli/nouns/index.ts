import { usageFailure } from "../command-failure.ts";
import { meantWords } from "../did-you-mean.ts";
import { approvals } from "./approvals.ts";
import { artifacts } from "./artifacts.ts";
import { blueprints } from "./blueprints.ts";
import { components } from "./components.ts";
import { connections } from "./connections.ts";
import { deliveries } from "./deliveries.ts";
import { environments } from "./environments.ts";
import { findings } from "./findings.ts";
import { freezeWindows } from "./freeze-windows.ts";
import { kinds } from "./kinds.ts";
import type { Noun } from "./noun.ts";
import { operations } from "./operations.ts";
import { pipelines } from "./pipelines.ts";
import { projects } from "./projects.ts";
import { promotions } from "./promotions.ts";
import { releases } from "./releases.ts";
import { secrets } from "./secrets.ts";
import { snapshots } from "./snapshots.ts";
import { gates, steps } from "./stage-kinds.ts";
import { subscriptions } from "./subscriptions.ts";
import { sweeps } from "./sweeps.ts";
import { vetoes } from "./vetoes.ts";

/** Everything that can be listed. */
export const NOUNS: readonly Noun[] = [
  projects,
  blueprints,
  releases,
  environments,
  components,
  operations,
  findings,
  sweeps,
  pipelines,
  promotions,
  approvals,
  connections,
  freezeWindows,
  vetoes,
  subscriptions,
  deliveries,
  snapshots,
  artifacts,
  secrets,
  kinds,
  gates,
  steps,
];

/** The noun that a word means, in any of its forms. @throws CommandFailure with exit code 2 when none does */
export function nounOf(word: string): Noun {
  const lower = word.toLowerCase();
  const wordsOf = ({ plural, singular, short }: Noun) => [plural, singular, ...short];
  const noun = NOUNS.find((known) => wordsOf(known).includes(lower));
  if (noun !== undefined) return noun;
  throw usageFailure(
    `there are no "${word}" here${meantWords(lower, NOUNS.flatMap(wordsOf))}`,
    `one of: ${NOUNS.map(({ plural }) => plural).join(", ")}`,
  );
}
