import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Runs a task of the worker `w` in a process of its own, warm. */
export function startController(registry: string, environments: string): ChildProcess {
  const file = join(import.meta.dirname, "fixtures", "controller.ts");
  const args = ["--conditions=@tierkreis/source", file, registry, environments];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
