import { randomUUID } from "node:crypto";
import { TierkreisError } from "./errors.ts";

/** A run's name as a user may give it: a UUID, or a number n that stands for the UUID whose integer is n (as in Python). */
export type RunIdInput = string | number | bigint;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const decimal = /^\d{1,39}$/;

/** The UUID of a run, in lower case. Throws `TKR_RUN_ID` on anything that is neither a UUID nor a number in range. */
export function toRunId(id: RunIdInput): string {
  if (typeof id === "string" && uuid.test(id)) return id.toLowerCase();
  const number = toInteger(id);
  if (number === undefined || number < 0n || number >= 1n << 128n) {
    throw new TierkreisError(
      "TKR_RUN_ID",
      `${typeof id === "string" ? JSON.stringify(id) : String(id)} is no run id. Give a UUID or a whole number from 0 on.`,
    );
  }
  const hex = number.toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A fresh run id. */
export function newRunId(): string {
  return randomUUID();
}

function toInteger(id: RunIdInput): bigint | undefined {
  if (typeof id === "bigint") return id;
  if (typeof id === "number") return Number.isSafeInteger(id) ? BigInt(id) : undefined;
  return decimal.test(id) ? BigInt(id) : undefined;
}
