/** What a peer runs: `main.ts MODULE PLACE ORDER`. Opens the storage and does one of the programs with it. */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Storage } from "../../../storage.ts";
import type { PeerOrder } from "./peer.ts";
import { programs, type PeerLink } from "./programs.ts";

const [module = "", place = "", order = ""] = process.argv.slice(2);

const exported = (await import(module)) as { makeStorage?: unknown };
if (typeof exported.makeStorage !== "function") {
  throw new TypeError(`Expected ${module} to export a function \`makeStorage\`.`);
}
const makeStorage = exported.makeStorage as (place: string) => Storage | Promise<Storage>;

const lines: string[] = [];
let wake: () => void = () => undefined;
createInterface({ input: process.stdin })
  .on("line", (line) => {
    lines.push(line);
    wake();
  })
  // Whoever started it is gone.
  .on("close", () => process.exit(1));

const link: PeerLink = {
  send: (message) => void writeSync(1, `${JSON.stringify(message)}\n`),
  isTold: (line) => lines.includes(line),
  told: async (line) => {
    while (!lines.includes(line)) await new Promise<void>((resolve) => (wake = resolve));
  },
};

const storage = await makeStorage(place);
link.send("ready");
const { program, input } = JSON.parse(order) as PeerOrder;
await (programs[program] as (link: PeerLink, input: unknown, storage: Storage) => Promise<void>)(
  link,
  input,
  storage,
);
// As a program that crashes: without closing anything.
process.exit(0);
