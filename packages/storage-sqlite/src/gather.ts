import { failed, type Attempted } from "./failure.ts";
import { INLINE, type BlobFiles, type OpenBlob } from "./blob-files.ts";
import type { Content } from "./rows.ts";

/** Small pieces are gathered up to this size before they are written. */
const GATHER = 256 * 1024;

/** What the source gives, as a content. An error of the source itself is handed on as it is, and leaves nothing. */
export async function gather(
  blobs: BlobFiles,
  source: AsyncIterable<Uint8Array>,
  about: Attempted,
): Promise<Content> {
  const sink = new Sink(blobs, about);
  try {
    for await (const piece of source) await sink.add(piece);
    return await sink.finish();
  } catch (error) {
    await sink.drop();
    throw error;
  }
}

class Sink {
  readonly #blobs: BlobFiles;
  readonly #about: Attempted;
  readonly #gathered = Buffer.allocUnsafeSlow(GATHER);
  #length = 0;
  #size = 0;
  #blob: OpenBlob | undefined;

  constructor(blobs: BlobFiles, about: Attempted) {
    this.#blobs = blobs;
    this.#about = about;
  }

  /** Takes a piece, which its source may then use again. */
  async add(piece: Uint8Array): Promise<void> {
    if (!(piece instanceof Uint8Array)) throw new TypeError("Expected the source to give `Uint8Array`s.");
    if (this.#length + piece.length > GATHER) await this.#flush();
    if (piece.length > GATHER) {
      await this.#write(piece);
    } else {
      this.#gathered.set(piece, this.#length);
      this.#length += piece.length;
    }
  }

  async finish(): Promise<Content> {
    if (this.#blob === undefined && this.#length <= INLINE) {
      return { size: this.#length, file: null, value: this.#gathered.subarray(0, this.#length) };
    }
    await this.#flush();
    try {
      const file = this.#blob && (await this.#blobs.keep(this.#blob));
      return { size: this.#size, file: file ?? null, value: null };
    } catch (error) {
      throw failed(error, this.#about);
    }
  }

  /** Removes what was written. */
  async drop(): Promise<void> {
    if (this.#blob !== undefined) await this.#blobs.drop(this.#blob);
  }

  async #flush(): Promise<void> {
    if (this.#length === 0) return;
    await this.#write(this.#gathered.subarray(0, this.#length));
    this.#length = 0;
  }

  async #write(piece: Uint8Array): Promise<void> {
    try {
      this.#blob ??= await this.#blobs.open();
      for (let done = 0; done < piece.length;) {
        const { bytesWritten } = await this.#blob.handle.write(piece, done, piece.length - done);
        done += bytesWritten;
      }
    } catch (error) {
      throw failed(error, this.#about);
    }
    this.#size += piece.length;
  }
}
