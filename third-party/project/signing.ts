// Runs the signing graph: `node signing.ts http|fs remote|shell [python]`. With `python`, a Python worker signs and verifies.
// Prints what a true and a false claim give, as JSON, and the locations where tasks ran when the first run was run again.
import { MultipleExecutor, runGraph, startRun } from "@tierkreis/controller";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { UvExecutor } from "@tierkreis/executor-uv";
import { FileStorage } from "@tierkreis/storage-fs";
import { signing } from "./graph.ts";
import { makeStorage } from "./make-storage.ts";
import { RemoteExecutor } from "./remote-executor.ts";

const [where, by, python] = process.argv.slice(2);
const storage =
  where === "http" ? await makeStorage("signing") : new FileStorage({ directory: "checkpoints" });
const machine = new RemoteExecutor(`${process.env["MACHINE"] ?? ""}/signing`);
const shell = by === "remote" ? machine : new ShellExecutor({ registry: ["shell_workers", "workers"] });
const executor =
  python === undefined
    ? shell
    : new MultipleExecutor(new UvExecutor({ registry: "workers" }), { shell }, { openssl_worker: "shell" });

const message = "dummymessage";
const options = { storage, executor };
const first = await startRun(signing, { message, claim: message }, options);
const { verified } = await first.outputs;
const lie = await runGraph(signing, { message, claim: "another" }, options);

const again = await startRun(signing, { message, claim: message }, { ...options, runId: first.id });
const ran: string[] = [];
for await (const event of again.events) if (event.type === "taskStarted") ran.push(event.location);
await again.outputs;
console.log(JSON.stringify({ verified, lie: lie.verified, ran }));
await storage.delete(`${first.id}/`);
await storage.close();
