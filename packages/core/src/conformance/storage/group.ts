import type { Storage, StorageCapabilities } from "../../storage.ts";
import type { Site } from "./site.ts";

/** One test of the suite, before it is bound to a storage. */
export interface StorageTest {
  readonly group: string;
  readonly sentence: string;
  /** It says something only about storages that declare all of these. */
  readonly needs: readonly (keyof StorageCapabilities)[];
  /** Milliseconds. */
  readonly timeout: number;
  /** Gets a storage on an empty place. */
  readonly body: TestBody;
}

type TestBody = (storage: Storage, site: Site) => Promise<void>;

type DefineTest = (
  sentence: string,
  body: TestBody,
  options?: { readonly needs?: StorageTest["needs"]; readonly timeout?: number },
) => void;

/** The tests of one group, in order. */
export function group(name: string, define: (test: DefineTest) => void): readonly StorageTest[] {
  const tests: StorageTest[] = [];
  define((sentence, body, { needs = [], timeout = 60_000 } = {}) =>
    tests.push({ group: name, sentence, needs, timeout, body }));
  return tests;
}
