import {
  getSourceLocation,
  type Interface,
  isTemplateDeclaration,
  type Namespace,
  type Operation,
  type Program,
  type Type,
} from "@typespec/compiler";
import type { Task } from "../ir.ts";
import { $lib } from "../lib.ts";
import type { Reader } from "./reader.ts";
import { isPlainName, readTask } from "./task.ts";
import { userScripts } from "./user-scripts.ts";

/** The tasks of the schema's interface. */
export function readWorkers(reader: Reader, isUsers: (type: Type) => boolean): readonly Task[] {
  const { program } = reader;
  const interfaces = workerInterfaces(program.getGlobalNamespaceType()).filter(isUsers);
  for (const operation of looseOperations(program.getGlobalNamespaceType()).filter(isUsers)) {
    const format = { name: operation.name };
    $lib.reportDiagnostic(program, { code: "loose-operation", format, target: operation });
  }
  const [first] = interfaces;
  if (first === undefined) {
    const [target = program.getGlobalNamespaceType()] = userScripts(program);
    $lib.reportDiagnostic(program, { code: "no-interface", target });
    return [];
  }
  const owners = new Map<string, string>();
  return interfaces.flatMap((worker) => {
    checkInterface(reader, worker, first);
    return [...worker.operations.values()].map((operation) => {
      const { name } = operation;
      const owner = owners.get(name);
      if (owner !== undefined) {
        const format = { name, first: owner, second: worker.name };
        $lib.reportDiagnostic(program, { code: "duplicate-task", format, target: operation });
      }
      owners.set(name, worker.name);
      return readTask(reader, worker.name, operation);
    });
  });
}

/** The interfaces of a namespace that stand for workers, which those that another extends do not. */
function workerInterfaces(namespace: Namespace): readonly Interface[] {
  const all = interfacesIn(namespace);
  const parents = new Set(all.flatMap((each) => each.sourceInterfaces));
  const workers = all.filter((each) => !isTemplateDeclaration(each) && !parents.has(each));
  return workers.sort((a, b) => getSourceLocation(a).pos - getSourceLocation(b).pos);
}

function interfacesIn(namespace: Namespace): readonly Interface[] {
  return [...namespace.interfaces.values(), ...[...namespace.namespaces.values()].flatMap(interfacesIn)];
}

function looseOperations(namespace: Namespace): readonly Operation[] {
  const own = [...namespace.operations.values()].filter((operation) => !isTemplateDeclaration(operation));
  return [...own, ...[...namespace.namespaces.values()].flatMap(looseOperations)];
}

function checkInterface({ program }: Reader, worker: Interface, first: Interface): void {
  const { name } = worker;
  if (worker !== first) {
    const format = { name, first: first.name };
    $lib.reportDiagnostic(program, { code: "multiple-interfaces", format, target: worker });
  }
  if (!isPlainName(name)) {
    $lib.reportDiagnostic(program, { code: "worker-name", format: { name }, target: worker });
  }
  if (worker.operations.size === 0) {
    $lib.reportDiagnostic(program, { code: "empty-interface", format: { name }, target: worker });
  }
}

/** Reports interfaces that are not named like the folder of the worker they describe: their tasks would not be found. */
export function checkWorkerFolder(program: Program, worker: string): void {
  const files = new Set(userScripts(program).map((script) => script.file));
  for (const found of workerInterfaces(program.getGlobalNamespaceType())) {
    if (found.name === worker || !files.has(getSourceLocation(found).file)) continue;
    $lib.reportDiagnostic(program, {
      code: "worker-mismatch",
      format: { name: found.name, worker },
      target: found,
    });
  }
}
