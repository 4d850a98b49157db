import type { NewTokenAnswer } from "../../api/tokens/create.ts";
import type { ApiCalls } from "../holdfast/api-calls.ts";
import { ASKED } from "./documents.ts";

/** Makes the people who are asked, and answers a token of each of as many as have to say yes. */
export async function makeVoters({ post }: Pick<ApiCalls, "post">): Promise<readonly string[]> {
  const { group, count } = ASKED;
  await post("/v1/groups", { name: group });
  await post("/v1/role-bindings", { role: "approver", group });
  const tokens: string[] = [];
  for (let place = 0; place < count; place += 1) {
    const name = `manager-${place}`;
    await post("/v1/people", { name });
    await post(`/v1/groups/${group}/members`, { person: name });
    const { token } = await post<NewTokenAnswer>("/v1/tokens", { person: name });
    if (token === undefined) throw new Error(`no token was made for ${name}`);
    tokens.push(token);
  }
  return tokens;
}
