import type { NodeFields } from "@tierkreis/controller";

/** Milliseconds that a rate looks back. */
const WINDOW = 30_000;
/** Milliseconds between two samples. */
const EVERY = 1000;

interface Sample {
  readonly at: number;
  readonly done: number;
}

/** How fast loops and maps go, from how far they were in the last half minute. */
export class Rates {
  #samples = new Map<string, readonly Sample[]>();

  /** Notes how far the loops and maps under way are; those that have ended are forgotten. */
  note(nodes: readonly NodeFields[], at: number): void {
    this.#samples = new Map(
      nodes.map(({ location, done, at: begun }) => {
        const before = this.#samples.get(location) ?? [{ at: begun, done: 0 }];
        const last = before.at(-1);
        if (last !== undefined && at - last.at < EVERY) return [location, before];
        const kept = before.filter(
          (sample, index) => index === before.length - 1 || at - sample.at <= WINDOW,
        );
        return [location, [...kept, { at, done }]];
      }),
    );
  }

  /** Elements or iterations a second; `undefined` as long as nothing can be said. */
  of({ location, done }: NodeFields, at: number): number | undefined {
    const [first] = this.#samples.get(location) ?? [];
    if (first === undefined || done - first.done < 2 || at - first.at < EVERY) return undefined;
    return ((done - first.done) * 1000) / (at - first.at);
  }
}
