import { uvEnvironment } from "./uv.ts";

/** For vitest's `globalSetup`: lets the tests, and what they start, find uv and a Python for it. */
export async function setup(): Promise<void> {
  Object.assign(process.env, await uvEnvironment());
}
