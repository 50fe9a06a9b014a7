// A worker whose tasks are TypeScript functions.
import { implement } from "@tierkreis/executor-inline";
import { count, distance, frequencies } from "./api.ts";

const characters = new Intl.Segmenter();
const words = new Intl.Segmenter(undefined, { granularity: "word" });

const wordsOf = (text: string): string[] =>
  [...words.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);

export const counts = implement(count, ({ text }) => ({
  lines: text === "" ? 0 : text.replace(/\n$/, "").split("\n").length,
  words: wordsOf(text).length,
  characters: [...characters.segment(text)].length,
}));

export const mostFrequent = implement(frequencies, ({ text, most }, { log }) => {
  const found = Map.groupBy(wordsOf(text.toLowerCase()), (word) => word);
  log(`${found.size} different words`);
  return [...found]
    .map(([word, all]) => ({ word, count: all.length }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, most);
});

/** The time grows with the product of the lengths: a thread lets everything else go on meanwhile. */
export const distances = implement(
  distance,
  ({ a, b }) => {
    const right = Array.from(b);
    let row = [0, ...right.map((_, index) => index + 1)];
    for (const [index, left] of Array.from(a).entries()) {
      const next = [index + 1];
      for (const [at, character] of right.entries()) {
        const replaced = (row[at] ?? 0) + (character === left ? 0 : 1);
        next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
      }
      row = next;
    }
    return row.at(-1) ?? 0;
  },
  { thread: true },
);
