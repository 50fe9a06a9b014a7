import { getTypeName, type DiagnosticTarget, type Model, type Operation } from "@typespec/compiler";
import type { Property, Task } from "../ir.ts";
import { $lib } from "../lib.ts";
import { noChecks } from "./checks.ts";
import { isPortmapping } from "./decorations.ts";
import { paramsOf } from "./declaration.ts";
import { docOf, portDoc, returnsDoc } from "./docs.ts";
import { readProperty } from "./model.ts";
import { allProperties, indexOf } from "./model-shape.ts";
import type { Reader } from "./reader.ts";

/** One operation of a worker's interface. */
export function readTask(reader: Reader, worker: string, operation: Operation): Task {
  const { program } = reader;
  const { name } = operation;
  if (!isPlainName(name) || name.includes(".")) {
    $lib.reportDiagnostic(program, { code: "task-name", format: { name }, target: operation });
  }
  return {
    worker,
    name,
    doc: docOf(program, operation),
    params: paramsOf(reader, operation),
    inputs: readPorts(reader, operation, operation.parameters),
    outputs: readOutputs(reader, operation),
  };
}

/** True for names that can be one segment of a path. */
export function isPlainName(name: string): boolean {
  return !/^-|^\.{0,2}$|[/\\\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= 200;
}

function readOutputs(reader: Reader, operation: Operation): readonly Property[] {
  const { name, returnType } = operation;
  const target = returnTarget(operation);
  if (returnType.kind === "Intrinsic" && returnType.name === "void") {
    $lib.reportDiagnostic(reader.program, {
      code: "no-outputs",
      messageId: "default",
      format: { name },
      target,
    });
    return [];
  }
  if (returnType.kind === "Model" && isPortmapping(returnType)) {
    const ports = readPorts(reader, operation, returnType);
    if (ports.length === 0 && indexOf(returnType) === undefined) {
      const format = { name, type: getTypeName(returnType) };
      $lib.reportDiagnostic(reader.program, { code: "no-outputs", messageId: "portmapping", format, target });
    }
    return ports;
  }
  const value = reader.read(returnType, { subject: `The result of '${name}'`, target, checks: noChecks });
  return [{ name: "value", value, optional: false, fallback: undefined, doc: returnsDoc(operation) }];
}

function readPorts(reader: Reader, operation: Operation, model: Model): readonly Property[] {
  const { program } = reader;
  if (indexOf(model)) {
    const format = { name: operation.name, type: getTypeName(model) };
    $lib.reportDiagnostic(program, { code: "open-ports", format, target: operation });
  }
  return allProperties(model).map((property) => {
    const port = readProperty(reader, property, portDoc(program, operation, property));
    if (!/^[A-Za-z0-9_-]{1,200}$/.test(port.name)) {
      $lib.reportDiagnostic(program, { code: "port-name", format: { name: port.name }, target: property });
    }
    return port;
  });
}

/** The result's type as it is written, where it is written. */
function returnTarget(operation: Operation): DiagnosticTarget {
  const signature = operation.node?.signature;
  return signature !== undefined && "returnType" in signature ? signature.returnType : operation;
}
