import { startTimeOfChild, systemId } from "../system/process-table.ts";
import { addToRecord, beginRecord } from "./record-file.ts";

/** A program that is not to survive its controller is recorded only when it runs so long: most are gone by then. */
const delayMs = 50;

/** Where and by whom everything here is started. */
const origin = {
  version: 1,
  helper: process.pid,
  helperStartTime: startTimeOfChild(process.pid),
  system: systemId(),
};

/**
 * The record of one program. One that may survive its controller is recorded before it starts, as its end is of use to the
 * next controller. Any other needs its record only to be found by number after helper and controller were killed at once;
 * on Linux its variables tell the same, and a file for each of a thousand quick programs costs more than their starts.
 */
export class ProgramRecord {
  readonly #path: string | undefined;
  readonly #first: object;
  #begun = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string | undefined, mark: string) {
    this.#path = path;
    this.#first = { ...origin, mark };
  }

  /** To be called before the start. Throws the system's error when the file can not be made. */
  begin(): void {
    if (this.#path === undefined) return;
    beginRecord(this.#path, this.#first);
    this.#begun = true;
  }

  /** To be called after the start. */
  started(fields: object): void {
    const path = this.#path;
    if (path === undefined) return;
    if (this.#begun) addToRecord(path, fields);
    else this.#timer = setTimeout(() => this.#beginLate(path, fields), delayMs);
  }

  ended(fields: object): void {
    clearTimeout(this.#timer);
    if (this.#path === undefined || !this.#begun) return;
    addToRecord(this.#path, { ...fields, endedAt: new Date().toISOString() });
  }

  #beginLate(path: string, fields: object): void {
    try {
      beginRecord(path, this.#first, fields);
      this.#begun = true;
    } catch {
      // Its folder is gone, or the disk is full: the program runs all the same.
    }
  }
}
