import { join } from "node:path";
import { execa } from "execa";

/** Runs a program of this folder as a user does, with some more in its environment. */
export function runExample(name: string, env: Readonly<Record<string, string>>) {
  return execa(process.execPath, ["--conditions=@tierkreis/source", join(import.meta.dirname, name)], {
    env,
    stdin: "ignore",
    reject: false,
  });
}
