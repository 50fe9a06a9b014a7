import { integer, type Value } from "@tierkreis/core";
import { Fault, misfit } from "../python/fault.ts";
import { bitLength, comparable, int, numeric, toDouble } from "../python/number.ts";
import type { Builtins, Surroundings } from "./builtin.ts";
import { flag, numeric as anyNumber, whole } from "./types.ts";

/** The longest that a timer of JavaScript can wait, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The tasks that give something else each time, or take time. Their outcomes are recorded. */
export const impureTasks = {
  rand_int: {
    kind: "impure",
    does: "a random integer from `a` to `b`, each as likely",
    inputs: { a: whole, b: whole },
    outputs: { value: whole },
    perform: async ([a = null, b = null], surroundings) => randomInteger(a, b, surroundings),
  },
  tkr_sleep: {
    kind: "impure",
    does: "true, after so many seconds",
    inputs: { delay_seconds: anyNumber },
    outputs: { value: flag },
    perform: ([seconds = null], { signal }) => sleep(seconds, signal),
  },
} satisfies Builtins;

function randomInteger(a: Value, b: Value, { randomBytes }: Surroundings): Value {
  const [low, high] = [a, b].map((value, input) => {
    const n = int(value);
    if (n === undefined) throw misfit(value, "an integer", input);
    return BigInt(n);
  }) as [bigint, bigint];
  if (low > high) throw new Fault(`leave no integer between them: ${low} is more than ${high}`, 0, 1);
  const span = high - low;
  const bits = bitLength(span);
  for (;;) {
    const hex = Buffer.from(randomBytes(Math.ceil(bits / 8))).toString("hex");
    // What is too large is thrown away, so that all that is left is equally likely.
    const drawn = BigInt.asUintN(bits, BigInt(`0x0${hex}`));
    if (drawn <= span) return integer(low + drawn);
  }
}

async function sleep(value: Value, signal: AbortSignal): Promise<Value> {
  const n = numeric(value);
  if (n === undefined) throw misfit(value, "a number");
  if (!(comparable(n) >= 0)) throw misfit(value, "a number of seconds from 0 on");
  let left = toDouble(n) * 1000;
  if (left === Infinity) throw misfit(value, "a time that ends");
  for (; left > LONGEST_TIMER; left -= LONGEST_TIMER) await wait(LONGEST_TIMER, signal);
  await wait(left, signal);
  return true;
}

/** Rejects with the signal's reason as soon as it aborts. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
