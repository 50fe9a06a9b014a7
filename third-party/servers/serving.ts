import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers what fails with status 500 and the error's words, or by breaking off what has begun. */
export const failing =
  (answer: Answer) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent || request.destroyed) response.destroy();
      else response.writeHead(500).end(String(error));
    });
  };

/** Listens on a free port of this machine, prints the address, and ends with whoever started the program. */
export function announce(server: Server): void {
  server.requestTimeout = 0;
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  });
  process.stdin.resume().on("end", () => process.exit());
}
