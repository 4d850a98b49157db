import { type Bad, HEAD } from "./world.ts";
import { type Marked, unmarked } from "./line.ts";

const freeze = (spec: string, metadata = "{ project: shop, name: holidays }") =>
  `${HEAD}kind: FreezeWindow\nmetadata: ${metadata}\nspec: { reason: Holidays, ${spec} }\n`;
const ONCE = 'from: "2026-12-20T00:00", to: "2027-01-04T00:00"';
const recurrence = (rule: string, rest = 'start: "2026-12-04T16:00", duration: 12h') =>
  freeze(`recurrence: { rule: ${rule}, ${rest} }`);

const marked: readonly Marked[] = [
  {
    name: "a mistyped time zone",
    text: freeze(`timeZone: ▶Europe/Berlni, ${ONCE}`),
    code: "FREEZE_INVALID",
    part: 'no time zone is called "Europe/Berlni", did you mean "Europe/Berlin"?',
  },
  {
    name: "a time zone that is a city",
    text: freeze(`timeZone: ▶Berlin, ${ONCE}`),
    code: "FREEZE_INVALID",
    part: 'did you mean "Europe/Berlin"?',
  },
  {
    name: "a freeze that ends before it begins",
    text: freeze('from: "2027-01-04T00:00", to: ▶"2026-12-20T00:00"'),
    code: "FREEZE_INVALID",
    part: '"to" must be later than "from"',
  },
  {
    name: "a freeze of no time",
    text: freeze('from: "2026-12-20T00:00", to: ▶"2026-12-20T00:00"'),
    code: "FREEZE_INVALID",
    part: '"to" must be later than "from"',
  },
  {
    name: "a time that cannot be read",
    text: freeze('from: ▶"20 December"'),
    code: "FREEZE_INVALID",
    part: '"20 December" is no time',
  },
  {
    name: "a day that is not in the calendar",
    text: freeze('from: ▶"2026-02-30T00:00"'),
    code: "FREEZE_INVALID",
    part: "is no day of the calendar",
  },
  {
    name: "a freeze that is once and comes again",
    text: freeze(`${ONCE}, recurrence: ▶{ rule: FREQ=WEEKLY, start: "2026-12-04T16:00", duration: 12h }`),
    code: "FREEZE_INVALID",
    part: "from and to, or a recurrence, not both",
  },
  {
    name: "a rule that is none",
    text: recurrence("▶FREQ=WEKLY"),
    code: "FREEZE_INVALID",
    part: "WEEKLY",
  },
  {
    name: "a part of a rule that is mistyped",
    text: recurrence("▶FREQ=WEEKLY;BYDYA=FR"),
    code: "FREEZE_INVALID",
    part: 'did you mean "BYDAY"?',
  },
  {
    name: "a recurrence that never opens",
    text: freeze('recurrence: ▶{ rule: FREQ=DAILY, start: "2026-12-04T16:00", duration: 24h }'),
    code: "FREEZE_INVALID",
    part: "never opens",
  },
  {
    name: "a rule without a start",
    text: recurrence("▶FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    code: "FREEZE_INVALID",
    part: "it would freeze nothing",
  },
  {
    name: "a start with an offset",
    text: recurrence("FREQ=WEEKLY", 'start: ▶"2026-12-04T16:00Z", duration: 12h'),
    code: "FREEZE_INVALID",
    part: "has an offset",
  },
  {
    name: "an exception that cannot be read",
    text: recurrence("FREQ=WEEKLY", 'start: "2026-12-04T16:00", duration: 12h, except: ["2026-12-11T16:00", ▶never]'),
    code: "FREEZE_INVALID",
    part: '"never" is no time',
  },
  {
    name: "a duration that cannot be read",
    text: recurrence("FREQ=WEEKLY", 'start: "2026-12-04T16:00", duration: ▶half a day'),
    code: "DOCUMENT_INVALID",
    part: "write a duration as",
  },
  {
    name: "a freeze without a reason",
    text: `${HEAD}kind: FreezeWindow\nmetadata: { name: holidays }\nspec: ▶{ ${ONCE} }\n`,
    code: "DOCUMENT_INVALID",
    part: "spec.reason is missing",
  },
  {
    name: "a freeze of every project with an environment",
    text: freeze(`${ONCE}, scope: { environment: ▶shop-prod }`, "{ name: holidays }"),
    code: "FREEZE_INVALID",
    part: "an environment belongs to a project",
  },
  {
    name: "a freeze of a mistyped environment",
    text: freeze(`${ONCE}, scope: { environment: ▶shop-prd }`),
    code: "REFERENCE_UNKNOWN",
    part: 'no environment "shop-prd", did you mean "shop-prod"?',
  },
  {
    name: "a freeze of an environment in a class that it is not of",
    text: freeze(`${ONCE}, scope: { environment: shop-prod, class: ▶dev }`),
    code: "FREEZE_INVALID",
    part: 'environment "shop-prod" is of class prod, so this would freeze nothing',
  },
  {
    name: "a freeze of a class that is none",
    text: freeze(`${ONCE}, scope: { class: ▶production }`),
    code: "DOCUMENT_INVALID",
    part: '"dev" or "staging" or "prod"',
  },
  {
    name: "a freeze of an unknown project",
    text: freeze(`${ONCE}, scope: { environment: shop-prod }`, "{ project: ▶shp, name: holidays }"),
    code: "REFERENCE_UNKNOWN",
    part: 'no project "shp"',
  },
];

/** Freeze windows that are wrong. */
export const badFreezeWindows: readonly Bad[] = marked.map(unmarked);
