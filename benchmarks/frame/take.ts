import type { Contest, Figure, Goal, Missing } from "./measure.ts";
import { median, spreadOf } from "./numbers.ts";
import type { Result } from "./result.ts";

/** Runs a contest: in each round every subject of these figures once, in turn, every other round backwards. */
export async function take(contest: Contest, figures = contest.figures): Promise<Result[]> {
  const { rounds, warmUp = 1 } = contest;
  const needed = new Set(figures.flatMap(({ of, against = [of] }) => [of, against[0]]));
  const all = Object.entries(await contest.subjects());
  const subjects = all.filter(([name]) => needed.has(name));
  const taken = new Map<string, number[]>(subjects.map(([name]) => [name, []]));
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const [name, subject] of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const value = await subject(round);
      if (round >= warmUp) taken.get(name)?.push(value);
    }
  }
  return figures.map((figure) => toResult(figure, taken));
}

function toResult(figure: Figure, taken: ReadonlyMap<string, readonly number[]>): Result {
  const { id, what, unit, of, against, goal } = figure;
  const values = valuesOf(taken, of);
  const value = median(values);
  if (against === undefined) {
    const holds = goal === undefined ? null : isMet(goal, { value });
    const none = { yardstick: null, yardstickValue: null, ratio: null, ratioSpread: null };
    return { id, what, value, unit, ...none, goal: wordsFor(goal, unit), holds, spread: spreadOf(values) };
  }
  const [subject, yardstick] = against;
  const theirs = valuesOf(taken, subject);
  const ratios = values.map((one, round) => one / (theirs[round] ?? Number.NaN));
  const ratio = median(ratios);
  const beyond = median(values.map((one, round) => one - (theirs[round] ?? Number.NaN)));
  return {
    id,
    what,
    value,
    unit,
    yardstick,
    yardstickValue: median(theirs),
    ratio,
    goal: wordsFor(goal, unit),
    holds: goal === undefined ? null : isMet(goal, { value, ratio, beyond }),
    spread: spreadOf(values),
    ratioSpread: spreadOf(ratios),
  };
}

function valuesOf(taken: ReadonlyMap<string, readonly number[]>, subject: string): readonly number[] {
  const values = taken.get(subject);
  if (values === undefined) throw new Error(`There is no subject "${subject}".`);
  return values;
}

function isMet(goal: Goal, found: Goal): boolean {
  const kinds = ["value", "ratio", "beyond"] as const;
  return kinds.some((kind) => (found[kind] ?? Infinity) <= (goal[kind] ?? -Infinity));
}

function wordsFor(goal: Goal | undefined, unit: string): string | null {
  if (goal === undefined) return null;
  const { value, ratio, beyond } = goal;
  return [
    ...(value === undefined ? [] : [`<= ${value} ${unit}`]),
    ...(ratio === undefined ? [] : [`<= ${ratio} x`]),
    ...(beyond === undefined ? [] : [`<= ${beyond} ${unit} beyond`]),
  ].join(" or ");
}

/** The line of something that can not be measured here. */
export function toMissing({ id, what, missing }: Missing): Result {
  const none = { value: null, yardstick: null, yardstickValue: null, ratio: null, goal: null };
  return { id, what, unit: "", ...none, holds: null, spread: null, ratioSpread: null, missing };
}
