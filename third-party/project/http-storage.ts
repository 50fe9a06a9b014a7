import { defineStorage, notFound, type Storage, type StorageWrite } from "@tierkreis/core";
import { z } from "zod";
import { readAll, StoreClient, type StoreAnswer, type StoreRequest } from "./store-client.ts";

/** Where a bucket of an object store is. */
export interface HttpStorageOptions {
  /** The store's address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly bucket: string;
}

const pageSchema = z.object({ keys: z.array(z.string()), next: z.string().exactOptional() });

/** A storage on an object store: nothing of it lies on this machine. */
export function httpStorage({ url, bucket }: HttpStorageOptions): Storage {
  const name = `http:${bucket}`;
  const store = new StoreClient(`${url}/${encodeURIComponent(bucket)}`);
  const at = (key: string): string => `/${encodeURIComponent(key)}`;

  /** The answer for a key that has to be there. */
  async function askFor(key: string, what: Omit<StoreRequest, "known">): Promise<StoreAnswer> {
    const answer = await store.ask({ ...what, known: [200, 201, 404] });
    if (answer.status !== 404) return answer;
    answer.content.resume();
    throw notFound(name, key);
  }

  async function list(prefix: string, { after, limit }: { readonly after: string; readonly limit: number }) {
    const query = new URLSearchParams({ prefix, after, limit: String(limit) });
    const { content } = await store.ask({ path: `?${query.toString()}`, known: [200] });
    return pageSchema.parse(JSON.parse((await readAll(content)).toString()));
  }

  return defineStorage({
    name,
    capabilities: { cheapLink: true, streams: true, persistent: true },
    read: async (key) => new Uint8Array(await readAll((await askFor(key, { path: at(key) })).content)),
    write: async (key, body) => {
      await store.tell({ method: "PUT", path: at(key), body, known: [201] });
    },
    readStream: async function* (key) {
      const { content } = await askFor(key, { path: at(key) });
      for await (const piece of content as AsyncIterable<Buffer>)
        yield new Uint8Array(piece.buffer, piece.byteOffset, piece.length);
    },
    writeStream: async (key, body) => {
      await store.tell({ method: "PUT", path: at(key), body, known: [201] });
    },
    create: async (key, body) => {
      const headers = { "if-none-match": "*" };
      return (await store.tell({ method: "PUT", path: at(key), headers, body, known: [201, 412] })) === 201;
    },
    link: async (from, to) => {
      const headers = { "x-copy-source": encodeURIComponent(from) };
      (await askFor(from, { method: "PUT", path: at(to), headers })).content.resume();
    },
    stat: async (key) => {
      const { status, content } = await store.ask({ method: "HEAD", path: at(key), known: [200, 404] });
      content.resume();
      return status === 404 ? undefined : { size: Number(content.headers["content-length"]) };
    },
    list,
    delete: async (prefix) => {
      for (;;) {
        const { keys, next } = await list(prefix, { after: "", limit: 1000 });
        const body = Buffer.from(JSON.stringify(keys));
        if (keys.length > 0) await store.tell({ method: "POST", path: "?delete", body, known: [204] });
        if (next === undefined) return;
      }
    },
    batch: async (writes) => {
      await store.tell({ method: "POST", path: "?write", body: inOne(writes), known: [201] });
    },
    close: async () => store.close(),
  });
}

/** Many values as one body: a line of JSON with keys and sizes, then the bytes. */
function inOne(writes: readonly StorageWrite[]): Buffer {
  const entries = writes.map(({ key, value }) => ({ key, size: value.length }));
  return Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...writes.map(({ value }) => value)]);
}
