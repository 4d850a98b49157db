import { environmentCases } from "./environment-cases.ts";

environmentCases();
