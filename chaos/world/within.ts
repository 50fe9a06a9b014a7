/** Something that did not settle in the time that is more than enough for it. */
export class Hang extends Error {
  override readonly name = "Hang";
}

/** How long anything here may take: far more than it does on a machine that is busy with other things. */
const PATIENCE_MS = 60_000;

/** Settles as the work does, or rejects with a `Hang`. */
export async function within<T>(work: Promise<T>, what: string, ms = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Hang(`${what} has not settled for ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
