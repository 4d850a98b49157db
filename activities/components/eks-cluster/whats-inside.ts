import type { Asking } from "../eks/kind.ts";

/** Names of the node groups that EKS manages in a cluster. */
export async function nodegroupsOf({ eks, signal }: Asking, clusterName: string): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.listNodegroups({ clusterName, nextToken }, signal);
    found.push(...(page.nodegroups ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}
