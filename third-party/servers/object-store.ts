// An object store over HTTP, as a cloud has them: `node object-store.ts --dir DIR [--latency MS]`. Prints its address.
//   GET, HEAD /BUCKET/KEY              the value, its size
//   PUT /BUCKET/KEY                    writes; `if-none-match: *` only when it is not there (else 412), `x-copy-source: KEY` copies
//   GET /BUCKET?prefix=&after=&limit=  a page of keys: { keys, next }
//   POST /BUCKET?delete                deletes the keys of a JSON list
//   POST /BUCKET?write                 writes, in order: a line [{ key, size }, ...], then the bytes of all
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Blobs, type Blob } from "./blobs.ts";
import { Bucket } from "./bucket.ts";
import { announce, failing } from "./serving.ts";

const { dir = "", latency = "0" } = parseArgs({
  options: { dir: { type: "string" }, latency: { type: "string" } },
}).values;
const blobs = new Blobs(dir);
const buckets = new Map<string, Bucket>();

interface Target {
  readonly bucket: Bucket;
  readonly key: string;
  readonly query: URLSearchParams;
}

function target(url: string): Target {
  const { pathname, searchParams } = new URL(url, "http://store");
  const [, name = "", key = ""] = pathname.split("/").map(decodeURIComponent);
  const bucket = buckets.get(name) ?? new Bucket(blobs);
  buckets.set(name, bucket);
  return { bucket, key, query: searchParams };
}

async function read({ bucket, key }: Target, response: ServerResponse, withBody: boolean): Promise<void> {
  const blob = bucket.get(key);
  if (blob === undefined) return void response.writeHead(404).end();
  const content = withBody ? blobs.read(blob) : undefined;
  response.writeHead(200, { "content-length": blob.size });
  if (content === undefined) return void response.end();
  await pipeline(content, response);
}

async function put(
  { bucket, key }: Target,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const source = request.headers["x-copy-source"];
  let blob: Blob | undefined;
  if (source === undefined) blob = await blobs.write(request);
  else blob = bucket.get(decodeURIComponent(String(source)));
  if (blob === undefined) return void response.writeHead(404).end();
  const isThere = request.headers["if-none-match"] === "*" && bucket.get(key) !== undefined;
  if (isThere) blobs.release(blob);
  else bucket.set(key, blob);
  response.writeHead(isThere ? 412 : 201).end();
}

async function list({ bucket, query }: Target, response: ServerResponse): Promise<void> {
  const page = bucket.page(query.get("prefix") ?? "", query.get("after") ?? "", Number(query.get("limit")));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
}

async function change(
  { bucket, query }: Target,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  const body = Buffer.concat(pieces);
  if (query.has("write")) await writeAll(bucket, body);
  else for (const key of JSON.parse(body.toString()) as string[]) bucket.delete(key);
  response.writeHead(query.has("write") ? 201 : 204).end();
}

async function writeAll(bucket: Bucket, body: Buffer): Promise<void> {
  let at = body.indexOf(10) + 1;
  for (const { key, size } of JSON.parse(body.toString("utf8", 0, at)) as { key: string; size: number }[]) {
    bucket.set(key, await blobs.write(Readable.from([body.subarray(at, at + size)])));
    at += size;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (latency !== "0") await sleep(Number(latency));
  const what = target(request.url ?? "");
  switch (`${request.method ?? ""} ${what.key === "" ? "bucket" : "object"}`) {
    case "GET object":
      return read(what, response, true);
    case "HEAD object":
      return read(what, response, false);
    case "PUT object":
      return put(what, request, response);
    case "GET bucket":
      return list(what, response);
    case "POST bucket":
      return change(what, request, response);
    default:
      response.writeHead(405).end();
  }
}

announce(createServer(failing(answer)));
