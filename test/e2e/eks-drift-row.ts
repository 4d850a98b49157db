import type { DriftClass } from "../../domain/schema/drift.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { EksHands } from "../setup/eks-hands.ts";

/** One difference of one resource of EKS: how it is made by hand, and what is to be found and put back. */
export interface EksDriftRow {
  readonly kind: string;
  readonly class: DriftClass;
  /** Name of the component that differs so. */
  readonly component: string;
  /** Names of components that it needs. */
  readonly after?: readonly string[];
  /** `BASE` stands for the cluster that all but clusters lie in, `NAME` and `PRINCIPAL` for a name and a role of its own. */
  readonly config: JsonObject;
  readonly change: (hands: EksHands) => Promise<void>;
  /** Path and class of each field that differs. */
  readonly fields: readonly string[];
  /** What the diff says below its head; hashes of secrets left out. */
  readonly diff: readonly string[];
  /** How it is put back: in place, by another incarnation, or not at all. */
  readonly putBack: "update" | "replace" | "none";
}

/** A role of IAM. */
export const roleArn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
