import { closeSync, openSync, write as writeWithCallback } from "node:fs";
import { promisify } from "node:util";
import { errnoOf } from "@tierkreis/core";
import { failed, type Attempted } from "./failure.ts";
import type { Ground } from "./ground.ts";
import { discard, placeFile, placeValue } from "./place.ts";

/** Small pieces are gathered up to this size; a value that stays below is written like any small one. */
const GATHER = 256 * 1024;

const CLOSED = -1;

const writeBehind = promisify(writeWithCallback);

/** Writes what the source gives and names it after its last piece. An error of the source itself is handed on as it is. */
export async function writePieces(
  ground: Ground,
  about: Attempted,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const sink = new Sink(ground, about);
  try {
    for await (const piece of source) await sink.add(piece);
    await sink.finish();
  } finally {
    sink.close();
  }
}

class Sink {
  readonly #ground: Ground;
  readonly #about: Attempted;
  readonly #gathered = Buffer.allocUnsafe(GATHER);
  #length = 0;
  #file: { readonly fd: number; readonly path: string } | undefined;

  constructor(ground: Ground, about: Attempted) {
    this.#ground = ground;
    this.#about = about;
  }

  /** Takes a piece, which its source may then use again. */
  async add(piece: Uint8Array): Promise<void> {
    if (!(piece instanceof Uint8Array)) throw new TypeError("Expected the source to give `Uint8Array`s.");
    if (this.#length + piece.length <= GATHER) {
      this.#gathered.set(piece, this.#length);
      this.#length += piece.length;
      return;
    }
    await this.#flush();
    if (piece.length < GATHER) await this.add(piece);
    else await this.#write(piece);
  }

  /** Gives the value its name. */
  async finish(): Promise<void> {
    try {
      if (this.#file === undefined) {
        placeValue(this.#ground, this.#about.path, this.#gathered.subarray(0, this.#length));
        return;
      }
      await this.#flush();
      const { fd, path } = this.#file;
      closeSync(fd);
      this.#file = { fd: CLOSED, path };
      placeFile(this.#ground, path, this.#about.path);
      this.#file = undefined;
    } catch (error) {
      throw failed(error, this.#about);
    }
  }

  /** Removes what was not finished. */
  close(): void {
    if (this.#file === undefined) return;
    try {
      if (this.#file.fd !== CLOSED) closeSync(this.#file.fd);
    } catch {
      // It failed already with the error that is on its way to the caller.
    }
    discard(this.#file.path);
    this.#file = undefined;
  }

  async #flush(): Promise<void> {
    const gathered = this.#gathered.subarray(0, this.#length);
    this.#length = 0;
    await this.#write(gathered);
  }

  async #write(piece: Uint8Array): Promise<void> {
    try {
      this.#file ??= openTemp(this.#ground);
      for (let done = 0; done < piece.length;) {
        const { bytesWritten } = await writeBehind(this.#file.fd, piece, done, piece.length - done, null);
        done += bytesWritten;
      }
    } catch (error) {
      throw failed(error, this.#about);
    }
  }
}

function openTemp(ground: Ground): { readonly fd: number; readonly path: string } {
  try {
    return openNew(ground.temp.next());
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    ground.folders.clear();
    ground.temp.lost();
    return openNew(ground.temp.next());
  }
}

function openNew(path: string): { readonly fd: number; readonly path: string } {
  return { fd: openSync(path, "wx"), path };
}
