/** Points around an effect that goes through the ledger, in the order in which they are reached. */
export const NAMED_POINTS = ["before intent", "after intent", "after wire", "before done"] as const;
/** Points around a call that changes something outside, where a relay stops it. */
export const WIRE_POINTS = ["before the wire", "behind the wire"] as const;
/** A moment at which a database is in the middle of something. */
export const MIDDLE = "in the middle";
const DEATHS = [...NAMED_POINTS, ...WIRE_POINTS, MIDDLE] as const;

/** A point of a call's path. */
export type WirePoint = (typeof WIRE_POINTS)[number];

/** A set of environments of their own, one for each scenario, in which workers die at one kind of point. */
export interface Lane {
  /** Part of every name in it: `l3`. */
  readonly id: string;
  /** Where workers die; absent in the lane of the dry run. */
  readonly deaths?: (typeof DEATHS)[number];
}

/** The lane in which nobody dies: what it reaches, the others must reach, too. */
export const DRY_LANE: Lane = { id: "l0" };

/** The lanes in which workers die, one for each kind of point. */
export const DEADLY_LANES: readonly Lane[] = DEATHS.map((deaths, index) => ({ id: `l${index + 1}`, deaths }));

/** A name of the dry lane, as another lane has it. */
export function inLane(name: string, { id }: Lane): string {
  return name.replaceAll(/\bl0\b|(?<=_)l0\b/g, id);
}

/** A name without its lane, and without the number of a ticket at its end: the same in every promotion. */
export function plainName(name: string): string {
  return name.replaceAll(/[-_]l\d+\b/g, "").replace(/-[A-Z]*\d+$/, "-*");
}
