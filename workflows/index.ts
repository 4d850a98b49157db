export { approval } from "./approval.ts";
export { environment } from "./environment.ts";
export { operation } from "./operation.ts";
export { promotion } from "./promotion.ts";
export { sweep } from "./sweep.ts";
