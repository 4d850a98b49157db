import { z } from "zod";
import { ownedAssociations } from "../machines/addon.ts";
import type { ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";
import { newAssociation } from "./create-association.ts";

const NAMESPACE = "kube-system";

export const OwnAssociationsSchema = z.array(
  z.looseObject({ serviceAccount: z.string().min(1), roleArn: z.string().min(1) }),
);

type Wanted = z.infer<typeof OwnAssociationsSchema>;

/** Makes the associations an add-on owns. Answers their ARNs. @throws Refused when another one is in the way. */
export function addOwnAssociations(world: World, addon: ResourceOf<"addon">, wanted: Wanted): readonly string[] {
  const made = wanted.map(({ serviceAccount, roleArn }) =>
    newAssociation(world, addon, {
      cluster: addon.cluster,
      namespace: NAMESPACE,
      serviceAccount,
      roleArn,
      tags: {},
      ownerArn: addon.doc.addonArn,
    }),
  );
  for (const association of made) world.put(association, "lagging");
  return made.map(({ doc }) => doc.associationArn);
}

/** Makes what an add-on owns what is wanted: others of its own go, those that stay keep their ids. */
export function replaceOwnAssociations(world: World, addon: ResourceOf<"addon">, wanted: Wanted): readonly string[] {
  const owned = ownedAssociations(world, addon);
  const kept = owned.filter(({ doc }) =>
    wanted.some(({ serviceAccount, roleArn }) => serviceAccount === doc.serviceAccount && roleArn === doc.roleArn),
  );
  const missing = wanted.filter(({ serviceAccount }) => !kept.some(({ doc }) => doc.serviceAccount === serviceAccount));
  for (const association of owned) if (!kept.includes(association)) world.remove(association, "lagging");
  return [...kept.map(({ doc }) => doc.associationArn), ...addOwnAssociations(world, addon, missing)];
}
