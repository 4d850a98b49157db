import { changePath } from "./read-change.ts";
import type { ServiceNow } from "./servicenow.ts";
import { isFields, one, shown } from "./shapes.ts";
import type { Fields } from "./shapes.ts";

/** Asks the instance to look for conflicts. It answers at once and looks later; asking twice does no harm. */
export async function askForConflicts(serviceNow: ServiceNow, sysId: string): Promise<void> {
  await serviceNow.post(`${changePath(sysId)}/conflict`, {});
}

/** What the window of a change runs into, each in words. The status beside the list is not to be trusted: only the list counts. */
export async function readConflicts(serviceNow: ServiceNow, sysId: string): Promise<readonly string[]> {
  const found = one(await serviceNow.get(`${changePath(sysId)}/conflict`))?.["conflicts"];
  return Array.isArray(found) ? found.filter(isFields).map(inWords) : [];
}

function inWords(conflict: Fields): string {
  const names = ["conflicting_change", "source", "schedule", "configuration_item"].map((name) => shown(conflict[name]));
  const type = shown(conflict["type"]);
  const name = names.find((one) => one !== "") ?? "something";
  return type === "" ? name : `${name} (${type})`;
}
