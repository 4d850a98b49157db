import { createRoute } from "@hono/zod-openapi";
import type { Artifacts } from "../../adapters/artifacts/port.ts";
import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";

const route = createRoute({
  operationId: "listArtifacts",
  method: "get",
  path: "/v1/artifacts",
  responses: {
    200: jsonAnswer<{ readonly items: Awaited<ReturnType<Artifacts["list"]>> }>(
      "The artifacts that releases name which you may see, newest first; every one for who sees everything.",
    ),
    ...problemAnswers(),
  },
});

/** Lists the stored artifacts. */
export const listArtifactsRoute = ({
  artifacts,
  store,
}: {
  readonly artifacts: Pick<Artifacts, "list">;
  readonly store: Pick<StoreOfPlaces, "artifactsIn">;
}) =>
  guarded(route, visibleOnly, async (context, { access: { visible } }) => {
    const items = await artifacts.list();
    if (visible === "everything") return context.json({ items }, 200);
    // An artifact is in no project: it belongs to those whose releases name it.
    const seen = new Set(await store.artifactsIn(visible));
    return context.json({ items: items.filter(({ digest }) => seen.has(digest)) }, 200);
  });
