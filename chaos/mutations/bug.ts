/** A test that notices a bug. */
export type Catcher =
  | {
      /** One of `pnpm test:chaos`. */
      readonly harness: string;
      /** A point at which it is noticed, to be tried first: without one it takes a search. */
      readonly at?: string;
    }
  /** Where no harness can see it: a file of tests, below `packages/`. */
  | { readonly tests: string };

/** A bug, planted by replacing text of a source file: exactly one place of it. */
export interface Bug {
  /** Below `packages/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Each of them notices. */
  readonly caughtBy: readonly [Catcher, ...Catcher[]];
}

/** Bugs by what is wrong, in words. */
export type Bugs = Readonly<Record<string, Bug>>;

/** The text of the bug's file with the bug in it. */
export function planted({ file, find, replace }: Omit<Bug, "caughtBy">, text: string): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`The bug fits ${file} ${parts.length - 1} times, not once.`);
  return parts.join(replace);
}
