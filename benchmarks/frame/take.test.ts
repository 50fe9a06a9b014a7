import { expect, it } from "vitest";
import type { Contest, Goal } from "./measure.ts";
import { median } from "./numbers.ts";
import { take } from "./take.ts";

/** Subjects that take what is given, one number a round. */
function contest(
  ours: readonly number[],
  theirs: readonly number[],
  goal?: Goal,
): Contest & { order: string[] } {
  const order: string[] = [];
  const subject = (name: string, values: readonly number[]) => (round: number) => {
    order.push(name);
    return values[round] ?? 0;
  };
  return {
    order,
    rounds: ours.length,
    warmUp: 0,
    subjects: () => ({ ours: subject("ours", ours), theirs: subject("theirs", theirs), other: () => 1 }),
    figures: [
      {
        id: "P0",
        what: "something",
        unit: "ms",
        of: "ours",
        against: ["theirs", "something else"],
        ...(goal === undefined ? {} : { goal }),
      },
    ],
  };
}

it("tells medians, and the ratio of each round", async () => {
  const [result] = await take(contest([10, 30, 20], [10, 10, 20]));
  expect(result).toMatchObject({
    value: 20,
    spread: [10, 30],
    yardstickValue: 10,
    ratio: 1,
    ratioSpread: [1, 3],
    goal: null,
    holds: null,
  });
});

it("takes turns, every other round backwards, and runs only what a figure needs", async () => {
  const one = contest([1, 1, 1], [1, 1, 1]);
  await take(one);
  expect(one.order).toEqual(["ours", "theirs", "theirs", "ours", "ours", "theirs"]);
});

it("does not count the rounds that warm up", async () => {
  const [result] = await take({ ...contest([1000, 2, 2], [1, 1, 1]), rounds: 2, warmUp: 1 });
  expect(result?.value).toBe(2);
});

it.each([
  [{ value: 20 }, "<= 20 ms", true],
  [{ value: 19 }, "<= 19 ms", false],
  [{ ratio: 2 }, "<= 2 x", true],
  [{ ratio: 1.9 }, "<= 1.9 x", false],
  [{ beyond: 10 }, "<= 10 ms beyond", true],
  [{ beyond: 9 }, "<= 9 ms beyond", false],
  [{ value: 1, ratio: 2 }, "<= 1 ms or <= 2 x", true],
])("holds %j to 20 ms beside 10", async (goal, words, holds) => {
  const [result] = await take(contest([20], [10], goal));
  expect(result).toMatchObject({ goal: words, holds });
});

it("refuses a figure of a subject that is not there", async () => {
  const one = contest([1], [1]);
  const figures = one.figures.map((figure) => ({ ...figure, of: "nobody" }));
  await expect(take({ ...one, figures })).rejects.toThrow('There is no subject "nobody".');
});

it("takes the middle one, or the mean of two", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
