import type { Storage } from "../../storage.ts";
import { bytes, count } from "./data.ts";

/** Calls `create` for one key many times at once, each with a value of its own; gives the values that won. */
export async function racers(
  storage: Storage,
  key: string,
  { name, count: number }: { readonly name: string; readonly count: number },
): Promise<readonly string[]> {
  const values = count(number).map((index) => `${name} ${index}`);
  const won = await Promise.all(values.map(async (value) => storage.create(key, bytes(value))));
  return values.filter((_, index) => won[index]);
}
