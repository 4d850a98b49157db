/** Members of an input that go into the path of a request. */
const IN_PATH = [
  "name",
  "clusterName",
  "nodegroupName",
  "fargateProfileName",
  "addonName",
  "principalArn",
  "policyArn",
  "associationId",
  "updateId",
  "resourceArn",
];

/**
 * Refuses an input with an empty name: the SDK would leave the name out of the path, and the call would go to the whole
 * collection.
 * @throws Error: it is a bug of the caller
 */
export function checkNames(operation: string, input: object): void {
  for (const [member, value] of Object.entries(input)) {
    if (IN_PATH.includes(member) && (typeof value !== "string" || value.trim() === "")) {
      throw new Error(`${operation} without "${member}" is not sent`);
    }
  }
}
