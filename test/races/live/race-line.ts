import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import type { Actor } from "../../../adapters/store/views-port.ts";
import type { Installation } from "../../setup/installation.ts";
import { request } from "../../setup/promotion-world.ts";
import { unique } from "../../setup/temporal.ts";

/** How people of a stage are asked. */
export interface LineWish {
  /** Configuration of its approval gate; absent: it has none. */
  readonly gate?: object;
  /** Who is asked before it is deleted; absent: nobody. */
  readonly onDelete?: object;
}

/** One environment with its stage, in which one race is run. */
export interface RaceLine {
  readonly project: string;
  readonly environment: string;
  /** Asks for a release, and answers the promotion's id. */
  readonly promote: (release: string, actor: Actor) => Promise<string>;
  /** Applies other parameters; answers the promotion that carries them, or undefined where none does. */
  readonly change: (size: string) => Promise<string | undefined>;
  readonly cancel: (promotionId: string) => Promise<void>;
  /** Asks for its deletion; answers the approval's id, or undefined where nobody is asked. */
  readonly remove: (actor: Actor) => Promise<string | undefined>;
  /** True once nothing of it is open. */
  readonly isGone: () => Promise<boolean>;
}

/** What runs first, and what may come after it, oldest first. */
export const RELEASES = { first: "1.0.0", next: "1.1.0", newest: "1.2.0" } as const;

/** Makes a project with an environment for each wish, at most 50, and waits until all of them run. */
export async function raceLines(
  holdfast: Installation,
  wishes: readonly LineWish[],
  limitMs: number,
): Promise<readonly RaceLine[]> {
  const project = unique("race");
  const nameOf = (place: number) => `${project}-${place}`;
  const send = async (...documents: readonly object[]) =>
    await holdfast.apply(
      documents.map((one) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...one })).join("\n---\n"),
    );
  const environment = (name: string, size: string) => ({
    kind: "Environment",
    metadata: { project, name },
    spec: { class: "dev", cell: "local", release: RELEASES.first, parameters: { size } },
  });
  const configOf = (version: string) => {
    const properties = { size: "${parameters.size}", release: version };
    return { type: "box", seconds: 0, updateSeconds: 0, properties };
  };
  const { results } = await send(
    { kind: "Project", metadata: { name: project }, spec: {} },
    ...Object.values(RELEASES).flatMap((version) => [
      {
        kind: "Blueprint",
        metadata: { project, name: "app", version },
        spec: {
          parameters: { size: { type: "string" } },
          components: { box: { kind: "simulated", config: configOf(version) } },
        },
      },
      { kind: "Release", metadata: { project, version }, spec: { blueprint: `app@${version}`, artifacts: {} } },
    ]),
    ...wishes.map((_, place) => environment(nameOf(place), "small")),
  );
  const open = new Set(results.flatMap(({ operationId }) => operationId ?? []));
  await waitUntil(
    async () => {
      for (const id of open) {
        if (["Accepted", "Running"].includes((await holdfast.store.getOperation(id))?.state ?? "")) return false;
        open.delete(id);
      }
      return true;
    },
    { what: `${wishes.length} environments run`, limitMs, everyMs: 200 },
  );
  await send({
    kind: "Pipeline",
    metadata: { project, name: "line" },
    spec: {
      stages: wishes.map(({ gate, onDelete }, place) => ({
        environment: nameOf(place),
        gates: gate === undefined ? [] : [{ kind: "approval", config: gate }],
        ...(onDelete === undefined ? {} : { onDelete: { approval: onDelete } }),
      })),
    },
  });
  const { store } = holdfast;
  return wishes.map((_, place) => {
    const name = nameOf(place);
    return {
      project,
      environment: name,
      async promote(release, actor) {
        const wish = { kind: "promote", project, environment: name, release, why: "", supplied: {} } as const;
        const { results: accepted } = await store.acceptPromote({ ...request(), actor }, wish);
        return accepted[0]?.promotionId ?? "";
      },
      async change(size) {
        const { results: applied } = await send(environment(name, size));
        const promotionId = (applied[0] as { readonly promotionId?: string } | undefined)?.promotionId;
        return promotionId;
      },
      cancel: async (id) => void (await store.acceptCancelPromotion(request(), id)),
      async remove(actor) {
        const target = { project, environment: name, keep: false };
        const { results: asked } = await store.acceptDelete({ ...request(), actor }, target);
        return asked[0]?.approvalId;
      },
      isGone: async () => (await store.getEnvironment(name, project)) === undefined,
    };
  });
}

/** True once a promotion has its outcome. */
export async function isOver({ store }: Installation, promotionId: string): Promise<boolean> {
  const found = await store.getPromotion(promotionId);
  return found !== undefined && isPromotionOver(found.state);
}
