export { environment } from "./environment.ts";
export { operation } from "./operation.ts";
