import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeStubs } from "@tierkreis/typespec-codegen";
import { copyTemplate } from "./copy-template.ts";
import type { WorkerKind } from "./worker-kinds.ts";

/** A worker to make. */
export interface NewWorker {
  readonly name: string;
  readonly kind: Exclude<WorkerKind, "stdinout">;
}

/** Makes a worker's folder, with the stubs of its schema where it has one. */
export async function fillWorker(folder: string, { name, kind }: NewWorker): Promise<void> {
  mkdirSync(folder, { recursive: true });
  copyTemplate(join("worker", kind), folder, {
    '"WORKER"': JSON.stringify(name),
    '"WORKER_PACKAGE"': JSON.stringify(pythonPackage(name)),
    "interface WORKER": `interface ${typeSpecName(name)}`,
  });
  if (kind === "ts") return;
  await writeStubs(join(folder, "schema.tsp"), join(folder, "api.ts"), { worker: name });
}

/** A name that is no identifier stands between backticks. */
function typeSpecName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll(/[\\`]/g, "\\$&")}\``;
}

/** What Python's packages may be called. */
function pythonPackage(name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^[\W_]+|[\W_]+$/g, "");
  return plain === "" ? "worker" : plain;
}
