/** Names of so many accounts of the simulated cloud. */
export function accountNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `account-${String(number).padStart(2, "0")}`);
}
