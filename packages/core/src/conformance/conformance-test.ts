/**
 * One test of a suite, for any test runner:
 *
 * ```ts no-run
 * for (const t of storageSuite(makeStorage)) it(t.name, t.run, t.timeout); // vitest
 * for (const t of storageSuite(makeStorage)) test(t.name, { timeout: t.timeout }, t.run); // node:test
 * ```
 */
export interface ConformanceTest {
  /** `<group>: <sentence>`, unique in its suite. */
  readonly name: string;
  /** What the test is about: `create`, `listing`. A driver's fault fails the group that names it. */
  readonly group: string;
  /** Milliseconds that a slow and busy machine may need; far more than a fast one does. */
  readonly timeout: number;
  /**
   * Rejects with an `AssertionError`, or the driver's own error, when the driver breaks its contract.
   *
   * What a driver can do is known only when it has been made. So a test that its capabilities exclude says so while it
   * runs: it calls `skip` of what the runner gives to each test (vitest and node:test do), and tests nothing. Runners
   * that give nothing see it pass at once.
   */
  readonly run: (context?: RunnerContext) => Promise<void>;
}

/** What a test uses of the value that test runners give to each test. */
export interface RunnerContext {
  /** Marks the test that runs as skipped. May throw, as vitest's does. */
  readonly skip?: (reason: string) => void;
}
