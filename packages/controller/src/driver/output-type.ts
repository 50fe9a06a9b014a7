import { checkValue, decodeValue, TierkreisError, type PortSchema } from "@tierkreis/core";

/** True where every value has the type: for bytes and for "anything" nothing must be looked at. */
export function isAnything(type: PortSchema): boolean {
  return type["x-tierkreis"] === "bytes" || Object.keys(type).every((word) => word === "description");
}

/** A value of another type than declared is an error at the task that wrote it. */
export function checkOutputType(bytes: Uint8Array, port: string, type: PortSchema): void {
  if (isAnything(type)) return;
  let found: string;
  try {
    const mismatch = checkValue(decodeValue(bytes, type), type);
    if (mismatch === undefined) return;
    found = `expected ${mismatch.expected}, found ${mismatch.found}${mismatch.path === "" ? "" : ` at ${mismatch.path}`}`;
  } catch (error) {
    if (!TierkreisError.isInstance(error) || error.code !== "TKR_VALUE_INVALID") throw error;
    found = error.message;
  }
  throw new TierkreisError(
    "TKR_VALUE_TYPE",
    `its output ${JSON.stringify(port)} is not of the declared type: ${found}`,
    { port },
  );
}
