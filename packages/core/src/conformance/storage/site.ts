import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Storage } from "../../storage.ts";
import { Peer, type PeerOrder } from "./peer/peer.ts";

/**
 * Opens a storage on the data that lie at `place`, the absolute path of a folder that is empty at first. Two calls with one
 * place give two handles on the same data when the storage is `persistent`. A storage that keeps its data elsewhere takes
 * `place` as a name.
 */
export type MakeStorage = (place: string) => Storage | Promise<Storage>;

/** Options of `storageSuite`. */
export interface StorageSuiteOptions {
  /**
   * The module that exports `makeStorage` by this name, such as `new URL("./make-storage.ts", import.meta.url)`: other
   * processes open the storage with it. Needed for storages that are `persistent`.
   */
  readonly module?: URL | string;
}

/** Where one test has its data. Everything opened and started there ends with the test. */
export class Site {
  readonly place: string;
  readonly #makeStorage: MakeStorage;
  readonly #module: URL | string | undefined;
  readonly #opened: Storage[] = [];
  readonly #peers: Peer[] = [];

  private constructor(place: string, makeStorage: MakeStorage, module: URL | string | undefined) {
    this.place = place;
    this.#makeStorage = makeStorage;
    this.#module = module;
  }

  static async make(makeStorage: MakeStorage, { module }: StorageSuiteOptions): Promise<Site> {
    return new Site(await mkdtemp(join(tmpdir(), "tierkreis-storage-")), makeStorage, module);
  }

  /** Another handle on the same data, where they are persistent. */
  async open(): Promise<Storage> {
    const storage = await this.#makeStorage(this.place);
    this.#opened.push(storage);
    return storage;
  }

  /** A process that opens the storage too, and does what it is told. */
  async start(order: PeerOrder): Promise<Peer> {
    if (this.#module === undefined) {
      throw new Error(
        "This storage is persistent, so other processes must open it too. Give the suite the module that exports makeStorage: " +
          'storageSuite(makeStorage, { module: new URL("./make-storage.ts", import.meta.url) }).',
      );
    }
    const peer = new Peer(this.#module, this.place, order);
    this.#peers.push(peer);
    await peer.ready();
    return peer;
  }

  /** Frees all. What fails here is no concern of the test, which is over. */
  async leave(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.kill()));
    for (const storage of this.#opened) {
      try {
        await storage.close();
      } catch {
        // The group `closing` looks at it.
      }
    }
    await rm(this.place, { recursive: true, force: true, maxRetries: 3 });
  }
}
