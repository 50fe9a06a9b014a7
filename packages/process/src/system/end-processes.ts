import { setTimeout as sleep } from "node:timers/promises";
import { listProcesses, signalProcess, type ProcessEntry } from "./process-table.ts";

const longestDelayMs = 50;
/** How long after SIGKILL a process may take to go before it is called unkillable. */
const giveUpMs = 5000;

/**
 * Ends every living process that `isMeant` picks, also those that appear meanwhile: SIGTERM once, SIGKILL after the grace.
 * Settles with how many there were; with those that no signal ends (another user's, or hanging in the system) as `stuck`.
 */
export async function endProcesses(
  isMeant: (entry: ProcessEntry, all: readonly ProcessEntry[]) => boolean,
  graceMs: number,
): Promise<{ readonly found: number; readonly stuck: number }> {
  const warned = new Set<string>();
  const start = Date.now();
  for (let delayMs = 2; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    const all = listProcesses(true);
    const living = all.filter((entry) => isMeant(entry, all));
    const waited = Date.now() - start;
    // One that shows nothing yet may be meant: its starter was killed just after.
    const done = living.length === 0 && !all.some(({ starting }) => starting);
    if (done || waited > graceMs + giveUpMs) return { found: warned.size, stuck: living.length };
    for (const { pid, startTime } of living) {
      const name = `${pid} ${startTime}`;
      if (waited >= graceMs) signalProcess(pid, "SIGKILL");
      else if (!warned.has(name)) {
        signalProcess(pid, "SIGTERM");
        signalProcess(pid, "SIGCONT");
      }
      warned.add(name);
    }
    await sleep(delayMs);
  }
}
