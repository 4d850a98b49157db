import { z } from "zod";
import { label } from "../call.ts";
import type { Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import { seenCluster } from "../find-resource.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { invalidParameter, notFound } from "../refused.ts";
import type { AssociatedPolicy } from "../shapes.ts";
import { checkTakesPolicies, entriesCluster, entryOf, seenEntry } from "./access-entries.ts";

const PATH = ["clusters", ":cluster", "access-entries", ":principalArn", "access-policies"];

const Body = z.looseObject({
  policyArn: z.string().min(1),
  accessScope: z.looseObject({
    type: z.enum(["cluster", "namespace"]),
    namespaces: z.array(z.string()).default([]),
  }),
});

export const associateAccessPolicy: Operation = {
  name: "AssociateAccessPolicy",
  method: "POST",
  path: PATH,
  access: "write",
  takesToken: false,
  run(world, call) {
    const { policyArn, accessScope } = bodyOf(Body, call);
    entriesCluster(world, call);
    // An entry that was made a moment ago may not be there yet.
    seenEntry(world, call);
    const entry = entryOf(world, call);
    checkTakesPolicies(entry.doc.type);
    const name = policyArn.replace(/^arn:aws[a-z-]*:eks::aws:cluster-access-policy\//, "");
    if (name === policyArn || !world.catalogue.data.accessPolicies.includes(name)) {
      throw invalidParameter(`The specified policyArn is invalid: ${policyArn}`);
    }
    if (accessScope.type === "namespace" && accessScope.namespaces.length === 0) {
      throw invalidParameter("The accessScope of type namespace needs namespaces.");
    }
    const at = world.nowSeconds;
    const before = entry.inner.policies.find((other) => other.policyArn === policyArn);
    const scope = { type: accessScope.type, namespaces: accessScope.namespaces };
    const policy = { policyArn, accessScope: scope, associatedAt: before?.associatedAt ?? at, modifiedAt: at };
    const others = entry.inner.policies.filter((other) => other !== before);
    world.put({ ...entry, inner: { policies: [...others, policy] } }, "lagging");
    const { cluster: clusterName, name: principalArn } = entry;
    return { body: { clusterName, principalArn, associatedAccessPolicy: policy }, resource: entry.key };
  },
};

export const disassociateAccessPolicy: Operation = {
  name: "DisassociateAccessPolicy",
  method: "DELETE",
  path: [...PATH, ":policyArn"],
  access: "write",
  takesToken: false,
  run(world, call) {
    entriesCluster(world, call);
    const entry = entryOf(world, call);
    const policyArn = label(call, "policyArn");
    const policies = entry.inner.policies.filter((other) => other.policyArn !== policyArn);
    if (policies.length === entry.inner.policies.length) {
      throw notFound("The specified policyArn could not be found on the access entry.");
    }
    world.put({ ...entry, inner: { policies } }, "lagging");
    return { body: {}, resource: entry.key };
  },
};

export const listAssociatedAccessPolicies: Operation = {
  name: "ListAssociatedAccessPolicies",
  method: "GET",
  path: PATH,
  access: "read",
  takesToken: false,
  run(world, call) {
    seenCluster(world, call);
    const { cluster: clusterName, name: principalArn, inner } = seenEntry(world, call);
    const page = pageOf<AssociatedPolicy>(inner.policies, pageAsked(call), ({ policyArn }) => policyArn);
    return { body: { clusterName, principalArn, ...listBody("associatedAccessPolicies", page, (policy) => policy) } };
  },
};

export const listAccessPolicies: Operation = {
  name: "ListAccessPolicies",
  method: "GET",
  path: ["access-policies"],
  access: "read",
  takesToken: false,
  run({ catalogue }, call) {
    const page = pageOf(catalogue.data.accessPolicies, pageAsked(call), (name) => name);
    const shown = (name: string) => ({ name, arn: `arn:aws:eks::aws:cluster-access-policy/${name}` });
    return { body: listBody("accessPolicies", page, shown) };
  },
};
