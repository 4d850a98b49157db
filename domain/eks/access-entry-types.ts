/** What an access entry can be for. */
export const ACCESS_ENTRY_TYPES = [
  "STANDARD",
  "EC2_LINUX",
  "EC2_WINDOWS",
  "FARGATE_LINUX",
  "EC2",
  "HYBRID_LINUX",
  "HYPERPOD_LINUX",
] as const;

/** Whether its name and groups in Kubernetes are for us to say. Those of nodes EKS gives, and refuses any other. */
export function takesNames(type: string): boolean {
  return type === "STANDARD";
}

/** Whether access policies can be given to it. Nodes that EKS runs by itself have theirs, which stays. */
export function takesPolicies(type: string): boolean {
  return type === "STANDARD" || type === "EC2";
}
