import { builtinsExecutor } from "@tierkreis/builtins";
import { decodeValue, encodeValue, TierkreisError, type Value } from "@tierkreis/core";

const executor = builtinsExecutor();

/** Runs a pure built-in task. */
export function compute(
  task: string,
  inputs: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const pure = executor.pure?.("builtins", task);
  if (pure === undefined) throw new Error(`${task} is not pure`);
  return pure(inputs);
}

/** Runs one on JSON texts, and gives the output `value` as JSON. */
export function computeJson(task: string, inputs: Readonly<Record<string, string>>): string {
  const values = Object.entries(inputs).map(
    ([port, text]) => [port, decodeValue(Buffer.from(text))] as const,
  );
  const { value = null } = compute(task, Object.fromEntries(values));
  return Buffer.from(encodeValue(value)).toString();
}

/** The error with which a task refuses its inputs. */
export function refusal(task: string, inputs: Readonly<Record<string, string>>): TierkreisError {
  try {
    computeJson(task, inputs);
  } catch (error) {
    if (TierkreisError.isInstance(error)) return error;
    throw error;
  }
  throw new Error(`${task} gave a value`);
}
