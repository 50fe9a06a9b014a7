import type { Builtin, Builtins } from "./builtin.ts";
import { flowTasks } from "./flow.ts";
import { impureTasks } from "./impure-tasks.ts";
import { listTasks } from "./list-tasks.ts";
import { numberTasks } from "./numbers.ts";
import { textTasks } from "./text-tasks.ts";

/** All built-in tasks by name. */
export const builtins = {
  ...numberTasks,
  ...flowTasks,
  ...textTasks,
  ...listTasks,
  ...impureTasks,
} satisfies Builtins;

export type BuiltinName = keyof typeof builtins;

/** Names that older versions of Tierkreis gave to some of them. */
export const formerNames = {
  pow: "tkr_pow",
  trk_and: "tkr_and",
  trk_or: "tkr_or",
} as const satisfies Readonly<Record<string, BuiltinName>>;

/** The task of that name, today's or former. */
export function findBuiltin(name: string): Builtin | undefined {
  if (Object.hasOwn(builtins, name)) return builtins[name as BuiltinName];
  return Object.hasOwn(formerNames, name)
    ? builtins[formerNames[name as keyof typeof formerNames]]
    : undefined;
}
