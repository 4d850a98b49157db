import { expect, test } from "vitest";
import { fairTurns } from "./fair-turns.ts";

function turnsOf(...names: string[]) {
  const turns = fairTurns<string>();
  for (const [index, name] of names.entries()) turns.add(name, `${name}${index}`);
  return turns;
}

function rest(turns: ReturnType<typeof turnsOf>): readonly string[] {
  const order: string[] = [];
  for (let next = turns.next(); next !== undefined; next = turns.next()) order.push(next);
  return order;
}

test("everybody has a turn after the other, and what waits for one keeps its order", () => {
  expect(rest(turnsOf("a", "a", "a", "b", "c", "c"))).toEqual(["a0", "b3", "c4", "a1", "c5", "a2"]);
});

test("the order in which they would be taken out is told, and nobody is", () => {
  const turns = turnsOf("a", "a", "a", "b", "c", "c");
  turns.next();
  const order = turns.inOrder();
  expect([order, turns.size]).toEqual([["b3", "c4", "a1", "c5", "a2"], 5]);
  expect(rest(turns)).toEqual(order);
});

test("whoever comes back after others had turns is first", () => {
  const turns = turnsOf("a", "a", "b");
  expect([turns.next(), turns.next()]).toEqual(["a0", "b2"]);
  turns.add("c", "c");
  turns.add("b", "b");
  expect(rest(turns)).toEqual(["c", "a1", "b"]);
});

test("those ahead of one are counted by turns", () => {
  const turns = turnsOf("a", "a", "a", "b");
  expect(turns.ahead("c")).toBe(2);
  expect(turns.ahead("b")).toBe(3);
  expect(turns.ahead("a")).toBe(4);
  turns.remove("a", "a0");
  expect([turns.size, turns.ahead("a")]).toEqual([3, 3]);
});

test("one that was sent away is counted until it is to be back", () => {
  const turns = turnsOf("a");
  turns.sentAway("b", 1_000);
  expect([turns.ahead("c"), turns.aheadWithAway("c", 999), turns.aheadWithAway("c", 1_000)]).toEqual([1, 2, 1]);
});
