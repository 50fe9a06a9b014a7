import { openAsBlob } from "node:fs";
import { z } from "zod";

const stateSchema = z.object({
  phase: z.enum(["new", "running", "ended"]),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** The files that it wrote. */
  outputs: z.array(z.string()),
  /** The size of its log in bytes. */
  log: z.int(),
});

const missingSchema = z.object({ reason: z.string(), isThere: z.boolean() });

/** How a job stands. */
export type JobState = z.infer<typeof stateSchema>;

/** A job as it is handed over. */
export interface JobOrder {
  readonly run: string;
  readonly worker: string;
  readonly task: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What the machine says of a worker or a job that it does not have. */
export type Missing = z.infer<typeof missingSchema>;

/** The few things that one can ask of the machine. */
export class MachineClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Why the machine can not run the worker; `undefined` when it can. */
  async missing(worker: string): Promise<Missing | undefined> {
    const response = await this.#ask(`/workers/${encodeURIComponent(worker)}`, {}, [200, 404]);
    const answer: unknown = await response.json();
    return response.status === 404 ? missingSchema.parse(answer) : undefined;
  }

  /** Takes a job with its inputs, files of this machine, and starts it. */
  async start(id: string, order: JobOrder, inputs: Readonly<Record<string, string>>): Promise<void> {
    await this.#ask(`/jobs/${id}`, { method: "PUT", body: JSON.stringify(order) });
    for (const [port, file] of Object.entries(inputs)) {
      const path = `/jobs/${id}/inputs/${encodeURIComponent(port)}`;
      await this.#ask(path, { method: "PUT", body: await openAsBlob(file) });
    }
    await this.#ask(`/jobs/${id}/start`, { method: "POST" });
  }

  /** How the job stands: at once when it has ended, else after so many milliseconds. `undefined` when there is none. */
  async state(id: string, wait: number): Promise<JobState | undefined> {
    const response = await this.#ask(`/jobs/${id}?wait=${String(wait)}`, {}, [200, 404]);
    const answer: unknown = await response.json();
    return response.status === 404 ? undefined : stateSchema.parse(answer);
  }

  async cancel(id: string): Promise<void> {
    await this.#ask(`/jobs/${id}/cancel`, { method: "POST" });
  }

  /** The bytes of the log from that one on. */
  async log(id: string, from: number): Promise<AsyncIterable<Uint8Array>> {
    return (await this.#ask(`/jobs/${id}/log?from=${String(from)}`)).body ?? noBytes();
  }

  async output(id: string, name: string): Promise<AsyncIterable<Uint8Array>> {
    return (await this.#ask(`/jobs/${id}/outputs/${encodeURIComponent(name)}`)).body ?? noBytes();
  }

  /** Forgets the jobs of a run. */
  async forget(run: string): Promise<void> {
    await this.#ask(`/jobs?run=${encodeURIComponent(run)}`, { method: "DELETE" });
  }

  async #ask(path: string, init: RequestInit = {}, known: readonly number[] = [200, 201]): Promise<Response> {
    const response = await fetch(this.#url + path, init);
    if (known.includes(response.status)) return response;
    throw new Error(
      `${init.method ?? "GET"} ${this.#url}${path}: ${response.status} ${await response.text()}`,
    );
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
