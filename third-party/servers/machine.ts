// A machine elsewhere that runs jobs: `node machine.ts --dir DIR`. Prints its address. Its workers lie in `DIR/SITE/workers`.
// Nothing of it is shared: inputs are sent to it, outputs and logs are fetched.
//   GET  /SITE/workers/WORKER         200, or 404 with the reason
//   PUT  /SITE/jobs/ID                takes a job: JSON { run, worker, task, inputs, outputs }; 404 without such a worker
//   PUT  /SITE/jobs/ID/inputs/PORT    an input
//   POST /SITE/jobs/ID/start, /cancel
//   GET  /SITE/jobs/ID?wait=MS        its state, later while it has not ended: { phase, exitCode, signal, outputs, log }
//   GET  /SITE/jobs/ID/outputs/NAME, /log?from=BYTE
//   DELETE /SITE/jobs?run=RUN         forgets the jobs of a run
import { createReadStream, createWriteStream } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { Job, type JobOrder } from "./job.ts";
import { announce, failing } from "./serving.ts";
import { findWorker } from "./workers.ts";

const { dir = "" } = parseArgs({ options: { dir: { type: "string" } } }).values;
const jobs = new Map<string, Job>();

async function send(response: ServerResponse, status: number, value?: unknown): Promise<void> {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString();
}

interface Target {
  readonly site: string;
  readonly id: string;
  readonly what: string;
  readonly name: string;
  readonly query: URLSearchParams;
}

async function take({ site, id }: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const order = JSON.parse(await bodyOf(request)) as JobOrder;
  const found = findWorker(join(dir, site, "workers"), order.worker);
  if (found.launcher === undefined) return send(response, 404, found);
  jobs.set(`${site}/${id}`, new Job(join(dir, site, "jobs", id), found.launcher, order));
  await send(response, 201);
}

async function state(job: Job, { query }: Target, response: ServerResponse): Promise<void> {
  await job.ended(Number(query.get("wait")));
  await send(response, 200, job.state());
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? "", "http://machine");
  const [, site = "", kind = "", id = "", what = "", name = ""] = pathname.split("/").map(decodeURIComponent);
  const target: Target = { site, id, what, name, query };
  if (kind === "workers") {
    const found = findWorker(join(dir, site, "workers"), id);
    return send(response, found.launcher === undefined ? 404 : 200, found);
  }
  if (id === "") {
    for (const [key, job] of jobs) if (job.run === query.get("run") && job.forget()) jobs.delete(key);
    return send(response, 200);
  }
  const job = jobs.get(`${site}/${id}`);
  if (request.method === "PUT" && what === "") return take(target, request, response);
  if (job === undefined) return send(response, 404, { reason: `There is no job ${id}.` });
  switch (`${request.method ?? ""} ${what}`) {
    case "PUT inputs":
      await pipeline(request, createWriteStream(job.input(name)));
      return send(response, 201);
    case "POST start":
      job.start();
      return send(response, 200);
    case "POST cancel":
      job.cancel();
      return send(response, 200);
    case "GET ":
      return state(job, target, response);
    case "GET outputs":
      return pipeline(createReadStream(job.output(name)), response);
    case "GET log":
      return pipeline(createReadStream(job.log, { start: Number(query.get("from")) }), response);
    default:
      return send(response, 405);
  }
}

announce(createServer(failing(answer)));
