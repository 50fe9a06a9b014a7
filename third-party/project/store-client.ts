import {
  Agent,
  request,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";

/** One question to the store. */
export interface StoreRequest {
  /** `GET` if nothing is said. */
  readonly method?: string;
  /** Behind the bucket's address. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** The statuses that mean something. */
  readonly known: readonly number[];
}

/** What the store answers. The content has to be read, or destroyed. */
export interface StoreAnswer {
  readonly status: number;
  readonly content: IncomingMessage;
}

/** Asks an object store, over connections that are kept. */
export class StoreClient {
  readonly #base: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(base: string) {
    this.#base = base;
  }

  /** Rejects for a status that is not known. */
  async ask({ method = "GET", path, headers = {}, body, known }: StoreRequest): Promise<StoreAnswer> {
    const address = this.#base + path;
    const sent = request(address, { method, headers, agent: this.#agent });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sent.on("response", resolve).on("error", reject);
      sent.on("close", () => reject(new Error("The connection was closed.")));
    });
    // It may fail while the body is still on its way.
    answered.catch(() => undefined);
    try {
      if (body instanceof Uint8Array || body === undefined) sent.end(body);
      else await send(body, sent, answered);
    } catch (error) {
      sent.destroy();
      throw error;
    }
    const content = await answered;
    const status = content.statusCode ?? 0;
    if (known.includes(status)) return { status, content };
    const words = (await readAll(content)).toString();
    throw new Error(`${method} ${address}: ${String(status)} ${words}`);
  }

  /** As `ask`, when nothing but the status is of interest. */
  async tell(what: StoreRequest): Promise<number> {
    const { status, content } = await this.ask(what);
    content.resume();
    return status;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A piece is its source's again as soon as the next is asked for: so it has to be gone before. */
async function send(
  source: AsyncIterable<Uint8Array>,
  to: ClientRequest,
  answered: Promise<unknown>,
): Promise<void> {
  for await (const piece of source) {
    const gone = new Promise<void>((resolve) => to.write(piece, () => resolve()));
    await Promise.race([gone, answered]);
  }
  to.end();
}

/** All of what was answered. */
export async function readAll(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
