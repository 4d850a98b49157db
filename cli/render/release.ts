import type { ReleaseCheck, ReleaseDiff } from "../promotion-answers.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { renderTable } from "./table.ts";

interface Fits {
  readonly width: number;
  readonly paint: Paint;
}

/** The lines that say what changes between two releases. */
export function renderReleaseDiff(diff: ReleaseDiff, screen: Fits): readonly string[] {
  const { from, to } = diff.blueprint;
  const blueprint = from === to ? `blueprint ${from}` : `blueprint ${from} becomes ${to}`;
  if (diff.isSame) return [`${blueprint}; nothing changes`];
  const changed = (change: string) => ({ text: change, style: styleOfWord(change) });
  const rows = [
    ...diff.components.map(({ name, change, keys }) => [
      { text: "component" },
      { text: name },
      changed(change),
      { text: keys.join(", ") },
    ]),
    ...diff.artifacts.map((one) => [
      { text: "artifact" },
      { text: one.name },
      changed(one.change),
      {
        text: [one.from, one.to]
          .filter((digest) => digest !== undefined)
          .map(shortDigest)
          .join(" becomes "),
      },
    ]),
    ...diff.parameters.map(({ name, change }) => [
      { text: "parameter" },
      { text: name },
      changed(change),
      { text: "" },
    ]),
  ];
  return [blueprint, ...renderTable({ titles: ["WHAT", "NAME", "CHANGE", "DETAIL"], rows }, screen)];
}

/** The lines that say, component by component, whether an environment runs what its release promises. */
export function renderReleaseCheck(check: ReleaseCheck, screen: Fits): readonly string[] {
  const { project, environment, release, phase, components } = check;
  const head = `${project}/${environment}  release ${release}  ${phase}`;
  if (components.length === 0) return [`${head}  no component runs an artifact`];
  const rows = components.map(({ name, artifact, promised, runs, isReady, isKept }) => {
    const verdict = isKept ? "as promised" : isReady ? "differs" : "not ready";
    return [
      { text: name },
      { text: artifact },
      { text: promised === undefined ? "-" : shortDigest(promised) },
      { text: runs === undefined ? "-" : shortDigest(runs) },
      { text: verdict, style: isKept ? ("green" as const) : ("red" as const) },
    ];
  });
  return [head, ...renderTable({ titles: ["COMPONENT", "ARTIFACT", "PROMISED", "RUNS", "VERDICT"], rows }, screen)];
}

/** Enough of a digest to tell two apart. */
function shortDigest(text: string): string {
  return text.replace(/sha256:([0-9a-f]{12})[0-9a-f]{52}/, "sha256:$1…");
}
