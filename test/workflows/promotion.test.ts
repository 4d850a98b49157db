import { promotionCases } from "./promotion-cases.ts";

promotionCases();
