import { isUint8Array } from "node:util/types";
import { compareKeys } from "@tierkreis/core";

/** What is wrong with an answer of a storage, in words that follow "it answered with"; `undefined` when nothing is. */
export type AnswerCheck = (answer: unknown) => string | undefined;

export const bytesFault: AnswerCheck = (answer) =>
  isUint8Array(answer) ? undefined : `${nameOf(answer)} instead of a Uint8Array`;

export const createFault: AnswerCheck = (answer) =>
  typeof answer === "boolean" ? undefined : `${nameOf(answer)} instead of true or false`;

export const statFault: AnswerCheck = (answer) => {
  if (answer === undefined) return undefined;
  if (!isObject(answer))
    return `${nameOf(answer)} instead of a size, or undefined for a key that is not there`;
  const { size } = answer;
  const isSize = typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
  return isSize ? undefined : `the size ${preview(size)}, which is no number of bytes`;
};

/** Pages must lead on: one that gives the same keys or the same `next` again would be read for ever. */
export const pageFault = (prefix: string, after: string): AnswerCheck => {
  return (answer) => {
    if (!isObject(answer) || !Array.isArray(answer["keys"]))
      return `${nameOf(answer)} instead of a page of keys`;
    let last = after;
    for (const key of answer["keys"] as readonly unknown[]) {
      if (typeof key !== "string" || !key.startsWith(prefix))
        return `the key ${preview(key)}, which does not start with the prefix`;
      if (compareKeys(key, last) <= 0)
        return `the key ${preview(key)}, which does not come after ${preview(last)}`;
      last = key;
    }
    const { next } = answer;
    if (next === undefined) return undefined;
    if (typeof next !== "string") return `${nameOf(next)} as \`next\` instead of a text`;
    const leadsOn = compareKeys(next, after) > 0 && compareKeys(next, last) >= 0;
    return leadsOn ? undefined : `the \`next\` ${preview(next)}, which leads back`;
  };
};

export function isObject(thing: unknown): thing is Readonly<Record<string, unknown>> {
  return typeof thing === "object" && thing !== null;
}

/** A thing by its kind. */
export function nameOf(thing: unknown): string {
  if (thing === undefined || thing === null) return String(thing);
  if (Array.isArray(thing)) return "an array";
  return typeof thing === "object" ? "an object" : `a ${typeof thing}`;
}

function preview(thing: unknown): string {
  return typeof thing === "string" || typeof thing === "number"
    ? JSON.stringify(thing).slice(0, 200)
    : nameOf(thing);
}
