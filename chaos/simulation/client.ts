import type { ErrorCode } from "@tierkreis/core";
import type { SimProcess } from "./sim-process.ts";
import type { TroublePlan } from "./disk-trouble.ts";

/** A process that uses the storage. */
export class Client {
  readonly process: SimProcess;
  readonly trouble: TroublePlan;
  /** Operations that it asked for. */
  operations = 0;
  /** The last of them. */
  last = "";
  /** Operations that have not settled. */
  pending = 0;
  /** Codes that what happened to it may end it with. */
  readonly reasons = new Set<ErrorCode>();

  constructor(process: SimProcess, trouble: TroublePlan) {
    this.process = process;
    this.trouble = trouble;
  }

  get name(): string {
    return this.process.name;
  }

  /** Asked before each operation. */
  onOperation(what: string): void {
    this.operations++;
    this.last = what;
  }
}
