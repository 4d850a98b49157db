import { promotionCases } from "./promotion-cases.ts";

// Every workflow task replays the whole history: what a worker keeps in memory between two tasks must not matter.
process.env["HOLDFAST_TEST_NO_CACHE"] = "1";
promotionCases();
