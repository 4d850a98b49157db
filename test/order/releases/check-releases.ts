import { checkEach, type Check } from "../../crash/checks/check.ts";
import type { Hop, ReleaseLine } from "./release-line.ts";

/** What the checks of a line of releases look at. */
export interface CheckedLine {
  readonly line: ReleaseLine;
  /** Names of the environments, in the order of the stages. */
  readonly environments: readonly string[];
  /** Releases that were sent, oldest first. */
  readonly versions: readonly string[];
  readonly queue: "newest" | "each";
}

/** The last stage verifies one for so many of the first, at least: newer ones that come do not starve it. */
const REACH = 3;

/** Whether every release came to an end in every stage, in order, and the newest arrived. */
export function checkReleases(checked: CheckedLine): readonly Check[] {
  const { line, environments, versions, queue } = checked;
  const last = environments.at(-1) ?? "";
  const verifiedIn = (stage: string | undefined) =>
    line.hops.filter(({ environment, state }) => environment === stage && state === "Verified");
  const [ofFirst, ofLast] = [verifiedIn(environments[0]), verifiedIn(last)];
  const newest = versions.at(-1);
  const name = (what: string) => `${versions.length} releases, queue ${queue}: ${what}`;
  const pairs = versions.flatMap((version) => environments.map((environment) => ({ version, environment })));
  return [
    checkEach(name("each is verified or superseded in each stage"), pairs, (pair) => endOf(pair, checked)),
    ...environments.map((environment) => ({
      name: name(`no older one has its turn after a newer one (${environment})`),
      looked: line.hops.filter((hop) => hop.environment === environment && hop.admission !== null).length,
      problems: outOfOrder(
        line.hops.filter((hop) => hop.environment === environment),
        versions,
      ),
    })),
    checkEach(name("the newest arrives in the last stage"), [newest], (version) =>
      ofLast.some(({ release }) => release === version) ? undefined : `${version} is not verified in ${last}`,
    ),
    checkEach(name("the last stage is not starved"), [ofLast.length], (count) =>
      count * REACH >= ofFirst.length ? undefined : `it verified ${count}, and the first ${ofFirst.length}`,
    ),
    checkEach(name("nothing is left to do"), [line.openOperations], (count) =>
      count === 0 ? undefined : `${count} operations are open`,
    ),
  ];
}

/** What is wrong with the end of a release in a stage. One that was superseded before never comes to the stages behind. */
function endOf(
  { version, environment }: { readonly version: string; readonly environment: string },
  { line, environments, queue }: CheckedLine,
): string | undefined {
  const what = `${version} in ${environment}`;
  const hops = line.hops.filter((hop) => hop.release === version && hop.environment === environment);
  const [hop] = hops;
  if (hops.length > 1) return `${what} was promoted ${hops.length} times`;
  if (hop === undefined) {
    const before = environments[environments.indexOf(environment) - 1];
    const earlier = line.hops.find((one) => one.release === version && one.environment === before);
    const isStopped = before !== undefined && earlier?.state !== "Verified";
    return isStopped ? undefined : `${what} was never promoted`;
  }
  if (hop.state === "Verified") return undefined;
  if (queue === "newest" && hop.state === "Superseded" && hop.reason !== "") return undefined;
  return `${what} is ${hop.state.toLowerCase()}: ${hop.reason}`;
}

function outOfOrder(hops: readonly Hop[], versions: readonly string[]): readonly string[] {
  const admitted = hops
    .filter(({ admission }) => admission !== null)
    .toSorted((one, other) => (one.admission ?? 0) - (other.admission ?? 0));
  return admitted.flatMap(({ release }, place) => {
    const before = admitted[place - 1];
    if (before === undefined || versions.indexOf(before.release) < versions.indexOf(release)) return [];
    return [`${release} had its turn after ${before.release}`];
  });
}
