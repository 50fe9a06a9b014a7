import assert from "node:assert/strict";
import { TierkreisError, type ErrorCode } from "../../errors.ts";

/** The call is refused with this code, and the error names the key. */
export async function assertRefused(
  action: () => unknown,
  code: ErrorCode,
  { what, key }: { readonly what: string; readonly key?: string },
): Promise<void> {
  let error: unknown;
  try {
    await action();
  } catch (thrown) {
    error = thrown;
  }
  assert.notEqual(error, undefined, `${what} should fail with ${code}, and did not`);
  assert.ok(
    TierkreisError.isInstance(error),
    `${what} should fail with a TierkreisError of ${code}, and failed with ${String(error)}`,
  );
  assert.equal(error.code, code, `${what} failed with ${error.code}: ${error.message}`);
  if (key !== undefined) assert.equal(error.details.key, key, `the key that the error of ${what} names`);
}
