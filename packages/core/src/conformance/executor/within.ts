import { AssertionError } from "node:assert/strict";

/** Settles as the promise does, and rejects when it has not settled after that many milliseconds. */
export async function within<T>(promise: Promise<T>, milliseconds: number, what: () => string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new AssertionError({ message: `${what()} within ${milliseconds} ms` }));
  }, milliseconds);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
