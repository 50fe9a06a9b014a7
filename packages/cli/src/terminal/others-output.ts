import { plainLine } from "./width.ts";

type Done = (error?: Error | null) => void;
type Say = (text: string) => void;

/** A stream whose `write` can be replaced. */
interface Writing {
  write: (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => boolean;
}

const streams = {
  stdout: process.stdout as unknown as Writing,
  stderr: process.stderr as unknown as Writing,
};
/** How they wrote before any file of a user was read. */
const own = {
  stdout: process.stdout.write.bind(process.stdout) as Writing["write"],
  stderr: process.stderr.write.bind(process.stderr) as Writing["write"],
};

/** Prints what was asked for, on standard output. */
export function toStdout(text: string): void {
  own.stdout(text);
}

/** Says what is ours, on standard error. */
export function toStderr(text: string): void {
  own.stderr(text);
}

/**
 * From now on, what files of users write to standard output and error goes to `say`, without codes for terminals: by default to standard
 * error. Standard output is left for {@link toStdout} alone. Gives what takes it back.
 */
export function divertOutput(say: Say = toStderr): () => void {
  const { stdout, stderr } = { stdout: streams.stdout.write, stderr: streams.stderr.write };
  streams.stdout.write = diverted("stdout", say);
  streams.stderr.write = diverted("stderr", say);
  return () => {
    streams.stdout.write = stdout;
    streams.stderr.write = stderr;
  };
}

function diverted(name: keyof typeof own, say: Say): Writing["write"] {
  const decoder = new TextDecoder();
  return (chunk, encoding, done) => {
    const text = textOf(chunk, encoding, (bytes) => decoder.decode(bytes, { stream: true }));
    const callback = typeof encoding === "function" ? encoding : done;
    // Nothing but a wait for what was written before.
    if (text === "") return own[name]("", callback);
    say(
      text
        .split("\n")
        .map((line) => plainLine(line))
        .join("\n"),
    );
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
}

function textOf(
  chunk: string | Uint8Array,
  encoding: BufferEncoding | Done | undefined,
  decode: (bytes: Uint8Array) => string,
): string {
  if (typeof chunk !== "string") return decode(chunk);
  return typeof encoding === "string" ? Buffer.from(chunk, encoding).toString() : chunk;
}
