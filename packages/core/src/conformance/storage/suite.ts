import type { ConformanceTest } from "../conformance-test.ts";
import type { StorageTest } from "./group.ts";
import { batches } from "./groups/batches.ts";
import { closing } from "./groups/closing.ts";
import { concurrency } from "./groups/concurrency.ts";
import { crash } from "./groups/crash.ts";
import { create } from "./groups/create.ts";
import { declaration } from "./groups/declaration.ts";
import { deleting } from "./groups/deleting.ts";
import { errors } from "./groups/errors.ts";
import { files } from "./groups/files.ts";
import { keys } from "./groups/keys.ts";
import { links } from "./groups/links.ts";
import { listing } from "./groups/listing.ts";
import { reopening } from "./groups/reopening.ts";
import { streams } from "./groups/streams.ts";
import { values } from "./groups/values.ts";
import { visibility } from "./groups/visibility.ts";
import { Site, type MakeStorage, type StorageSuiteOptions } from "./site.ts";

const all: readonly StorageTest[] = [
  ...declaration,
  ...values,
  ...keys,
  ...errors,
  ...create,
  ...links,
  ...listing,
  ...deleting,
  ...batches,
  ...streams,
  ...visibility,
  ...concurrency,
  ...files,
  ...closing,
  ...reopening,
  ...crash,
];

/**
 * The tests that every storage has to pass. Each has a storage of its own, on an empty folder that is removed afterwards;
 * a test that the storage's capabilities exclude marks itself as skipped.
 *
 * @example
 * ```ts no-run
 * const module = new URL("./make-storage.ts", import.meta.url);
 * for (const t of storageSuite(makeStorage, { module })) it(t.name, t.run, t.timeout);
 * ```
 */
export function storageSuite(
  makeStorage: MakeStorage,
  options: StorageSuiteOptions = {},
): readonly ConformanceTest[] {
  return all.map(({ group, sentence, needs, timeout, body }) => ({
    name: `${group}: ${sentence}`,
    group,
    timeout,
    // Without a parameter of its own: some runners would wait for a callback.
    run: async (...[context]) => {
      const site = await Site.make(makeStorage, options);
      let missing: string | undefined;
      try {
        const storage = await site.open();
        missing = needs.find((capability) => !storage.capabilities[capability]);
        if (missing === undefined) await body(storage, site);
      } finally {
        await site.leave();
      }
      if (missing !== undefined) context?.skip?.(`The storage does not declare \`${missing}\`.`);
    },
  }));
}
