import type { JsonObject } from "../domain/schema/json.ts";

/** An outside system as gates and steps reach it. Never log it: it holds credentials. */
export interface Connection {
  readonly name: string;
  readonly system: "servicenow" | "jira" | "http";
  readonly url: URL;
  readonly credentials: {
    readonly username?: string;
    readonly password?: string;
    readonly clientId?: string;
    readonly clientSecret?: string;
    readonly token?: string;
  };
  readonly options: JsonObject;
}
