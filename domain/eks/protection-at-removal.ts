/** What a blueprint says about the deletion protection of a cluster. */
export type ProtectionWish = "off" | "on" | "strict";

/** What is known of the protection of a cluster that is to go. */
export interface ProtectionFacts {
  /** Of the newest config that was taken up; absent where none was. */
  readonly wanted: ProtectionWish | undefined;
  /** Of the config that was brought about last: what Holdfast has seen to be so. Absent where none was. */
  readonly reached: ProtectionWish | undefined;
  /** Whether EKS protects it. */
  readonly isOn: boolean;
}

/** What the protection of a cluster asks of its removal. `why` is shown to people. */
export type ProtectionVerdict = { readonly is: "free" | "ours" } | { readonly is: "kept"; readonly why: string };

/**
 * Decides whether a cluster may go: it is `free`, its protection is `ours` to switch off first, or it is `kept`.
 *
 * The newest wish counts, whether or not it was ever reached. With `strict` a person switches the protection off; where it
 * was never switched on, nobody has, and the cluster stays.
 */
export function protectionAtRemoval({ wanted, reached, isOn }: ProtectionFacts): ProtectionVerdict {
  if (wanted === "strict" && isOn)
    return { is: "kept", why: "config.deletionProtection is strict: switch it off by hand" };
  if (wanted === "strict" && (reached === undefined || reached === "off")) {
    const next = "take strict out of the config and apply that";
    return {
      is: "kept",
      why: `config.deletionProtection is strict, and has not come about yet: to delete it, ${next}`,
    };
  }
  if (!isOn) return { is: "free" };
  if (wanted === "on" || reached === "on" || reached === "strict") return { is: "ours" };
  return { is: "kept", why: "somebody has switched it on: switch it off by hand" };
}

/** A wish as it was noted; undefined for anything else. */
export function asProtectionWish(noted: unknown): ProtectionWish | undefined {
  return noted === "off" || noted === "on" || noted === "strict" ? noted : undefined;
}
