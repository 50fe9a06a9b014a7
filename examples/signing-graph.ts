// Makes a key pair with a shell script, signs a message and verifies the signature with a Python worker.
import { join } from "node:path";
import { GraphBuilder } from "@tierkreis/builder";
import { MultipleExecutor, runGraph } from "@tierkreis/controller";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { UvExecutor } from "@tierkreis/executor-uv";
import { FileStorage } from "@tierkreis/storage-fs";
import { z } from "zod";
import { sign, verify } from "../example_workers/auth_worker/api.ts"; // written by `tkr init stubs`
import { genrsa } from "../example_workers/openssl_worker/api.ts";

const g = new GraphBuilder({ outputs: z.boolean() });
const message = g.const("dummymessage");
const passphrase = g.const(new TextEncoder().encode("dummypassphrase"));
const keyPair = g.task(genrsa({ numbits: 4096, passphrase })); // a plain value becomes a const
const { hex_signature } = g.task(sign({ private_key: keyPair.private_key, passphrase, message }));
g.outputs(g.task(verify({ public_key: keyPair.public_key, signature: hex_signature, message })));

const registry = join(import.meta.dirname, "..", "example_workers");
const executor = new MultipleExecutor(
  new UvExecutor({ registry }),
  { shell: new ShellExecutor({ registry }) },
  { openssl_worker: "shell" },
);
const storage = new FileStorage();
const verified = await runGraph(g, {}, { storage, executor, runId: 105, fresh: true }); // boolean, typed

console.log(verified);
