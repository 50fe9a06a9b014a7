/** Milliseconds that work takes. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * The largest growth of the heap while work is done, in bytes. It is looked at after collecting garbage, in a tenth of the time;
 * work that is over before the first look is looked at once, garbage and all.
 */
export async function heapGrowth(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const seen: number[] = [];
  const look = () => {
    const start = performance.now();
    globalThis.gc?.();
    seen.push(process.memoryUsage().heapUsed);
    timer = setTimeout(look, 9 * (performance.now() - start));
  };
  let timer = setTimeout(look, 50);
  try {
    await work();
    if (seen.length === 0) seen.push(process.memoryUsage().heapUsed);
  } finally {
    clearTimeout(timer);
  }
  return Math.max(0, Math.max(...seen) - before);
}
