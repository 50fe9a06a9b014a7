type Done = (error?: Error | null) => void;

/** How a stream is written to, now. */
type Write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => boolean;

/** A stream whose `write` can be replaced. */
export interface Writing {
  write: Write;
}

/** Offers all that is written to a stream to `take`; what that refuses, by `false`, is written as before. */
export function capture(stream: Writing, take: (chunk: string | Uint8Array) => boolean): void {
  const before = stream.write;
  stream.write = (chunk, encoding, done) => {
    const isCoded = typeof chunk === "string" && typeof encoding === "string";
    if (!take(isCoded ? Buffer.from(chunk, encoding) : chunk))
      return before.call(stream, chunk, encoding, done);
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
}
