// `pnpm demo`: the two graphs of the tutorial "Non-python workers, Multiple Executors", with lines that say what happens.
import { accessSync, constants, mkdirSync, mkdtempSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { bytes, GraphBuilder, script, type TypedGraph } from "@tierkreis/builder";
import { MultipleExecutor, startRun } from "@tierkreis/controller";
import { TierkreisError, toRunId, type Executor } from "@tierkreis/core";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { StdInOutExecutor } from "@tierkreis/executor-stdinout";
import { UvExecutor } from "@tierkreis/executor-uv";
import { FileStorage } from "@tierkreis/storage-fs";
import { z } from "zod";
import { sign, verify } from "../example_workers/auth_worker/api.ts";
import { genrsa } from "../example_workers/openssl_worker/api.ts";
import { uvEnvironment } from "../scripts/lib/uv.ts";

const dummyMessage = "dummymessage";
const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A new key pair, a message signed by it, and whether the signature holds. */
function signingGraph() {
  const g = new GraphBuilder({ outputs: z.boolean() });
  const message = g.const(dummyMessage);
  const passphrase = g.const(toBytes("dummypassphrase"));
  const keyPair = g.task(genrsa({ numbits: 4096, passphrase }));
  const { hex_signature } = g.task(sign({ private_key: keyPair.private_key, passphrase, message }));
  g.outputs(g.task(verify({ public_key: keyPair.public_key, signature: hex_signature, message })));
  return g;
}

/** Some bytes through the program `tee`. */
function stdInOutGraph() {
  const g = new GraphBuilder({ outputs: bytes() });
  g.outputs(g.task(script("tee", g.const(toBytes(dummyMessage)))));
  return g;
}

/** Runs a graph anew and says when which task starts and ends. */
async function runAloud<Out>(
  graph: TypedGraph<Readonly<Record<string, never>>, Out>,
  executor: Executor,
  runId: number,
): Promise<Out> {
  const run = await startRun(graph, {}, { storage, executor, runId, fresh: true });
  const started = new Map<string, number>();
  for await (const event of run.events) {
    if (event.type === "taskStarted") {
      started.set(event.location, event.at);
      console.log(`   ${event.worker}.${event.task} starts`);
    } else if (event.type === "taskDone") {
      const seconds = (event.at - (started.get(event.location) ?? event.at)) / 1000;
      console.log(`   ${event.worker}.${event.task} is done after ${seconds.toFixed(1)} s`);
    }
  }
  return run.outputs;
}

/** Where the home folder can not be written, what we and uv keep goes to a temporary one. */
function chooseFolders(): void {
  try {
    const folder = join(homedir(), ".tierkreis", "checkpoints");
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    const folder = mkdtempSync(join(tmpdir(), "tierkreis-demo-"));
    process.env["TKR_DIR"] ||= join(folder, "checkpoints");
    process.env["XDG_CACHE_HOME"] ||= join(folder, "cache");
    process.env["XDG_DATA_HOME"] ||= join(folder, "data");
    console.log(`The home folder ${homedir()} can not be written: what the demo keeps goes to ${folder}`);
  }
}

chooseFolders();
const storage = new FileStorage();
const registry = join(import.meta.dirname, "..", "example_workers");
try {
  console.log(
    "Looking for uv, which runs the Python worker; it is put into this workspace if there is none ...",
  );
  Object.assign(process.env, await uvEnvironment());

  console.log(
    "\n1. A shell script makes a key pair of 4096 bit; a Python worker signs a message and verifies it.",
  );
  const executor = new MultipleExecutor(
    new UvExecutor({ registry }),
    { shell: new ShellExecutor({ registry }) },
    { openssl_worker: "shell" },
  );
  const isVerified = await runAloud(signingGraph(), executor, 105);

  console.log("\n2. The program tee as a task: standard input to standard output.");
  const output = await runAloud(stdInOutGraph(), new StdInOutExecutor({ registry }), 106);

  console.log("\nIs the signature that of the message? What came out of tee?");
  console.log(isVerified);
  console.log(new TextDecoder().decode(output));
  const [signing, tee] = [105, 106].map((id) => storage.localPath(toRunId(id)));
  console.log(`\nEvery value of both runs is kept as a file: see ${signing} and ${tee}`);
} catch (error) {
  console.error(TierkreisError.isInstance(error) ? `error[${error.code}]: ${error.message}` : error);
  process.exitCode = 1;
}
