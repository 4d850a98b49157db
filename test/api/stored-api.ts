import { rruleTemporalCalendar } from "../../adapters/calendar/rrule-temporal-calendar.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { productKinds } from "../setup/product-kinds.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";
import { apiUnderTest, type SentRequest } from "./api-under-test.ts";

/** An API in this process on a real store, with the product's own kinds and expressions. Ends with `world.close`. */
export async function storedApi() {
  const world: StoreWorld = await storeWorld();
  const under = apiUnderTest({
    store: world.store,
    deps: {
      expressions: celExpressions(),
      ...productKinds,
      calendar: rruleTemporalCalendar(),
    },
  });
  under.secrets.set("shop/key", "first");
  const apply = async (body: string, { query = "", ...headers }: Readonly<Record<string, string>> = {}) =>
    await under.send(`/v1/apply${query}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/yaml", ...headers },
    });
  const get = async (path: string, init: SentRequest = {}): Promise<unknown> =>
    await (await under.send(path, init)).json();
  return { ...under, world, apply, get };
}
