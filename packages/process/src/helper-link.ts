import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { TierkreisError } from "@tierkreis/core";
import { z } from "zod";
import type { FromHelper, HelloMessage, ToHelper } from "./protocol.ts";
import type { HelperProgram } from "./spawner.ts";
import { markVariable } from "./system/process-table.ts";

/** The connection to one helper process. */
export interface HelperLink {
  /** Settles when the helper can start programs; rejects with `TKR_SPAWNER_FAULT` when it never could. */
  readonly ready: Promise<unknown>;
  /** Settles with the helper's end, after everything it said has been heard. */
  readonly gone: Promise<string>;
  send(message: ToHelper): void;
  /** Whether the helper's words are a reason for this process to stay. */
  hold(wanted: boolean): void;
}

const id = z.number().int();
// The most frequent first.
const messages: z.ZodType<FromHelper> = z.union([
  z.object({ op: z.literal("ended"), id, exitCode: z.number().int() }),
  z.object({ op: z.literal("started"), id, pid: z.number().int().positive(), startTime: z.string() }),
  z.object({ op: z.literal("ended"), id, signal: z.string() }),
  z.object({ op: z.literal("ended"), id, errno: z.string(), message: z.string() }),
  z.object({ op: z.literal("ready"), version: z.literal(1) }),
]);

/** How much of what the helper wrote to its standard error is kept for messages. */
const keptStderr = 4000;
/** A helper that starts no thread it can do without is a smaller one, and smaller is quicker to fork. */
const flags = ["--max-semi-space-size=1", "--single-threaded"];

const fromSource = import.meta.url.endsWith(".ts");
/** From source, Node's TypeScript reader would double the helper's size; a cache of its results keeps it out. */
const compileCache: Record<string, string> = fromSource
  ? { NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/helper", import.meta.url)) }
  : {};
const helperFile = fileURLToPath(
  fromSource ? new URL("./helper/main.ts", import.meta.url) : new URL("./helper/main.js", import.meta.url),
);

/** Our own helper. */
const ownHelper = (): HelperProgram => ({
  file: process.execPath,
  args: [...flags, helperFile],
  cwd: "/",
  env: compileCache,
});

/** Starts a helper and says hello. */
export function connectHelper(
  hello: HelloMessage,
  heard: (message: FromHelper) => void,
  program: HelperProgram = ownHelper(),
): HelperLink {
  const helper = spawn(program.file, program.args, {
    // Its own session: Ctrl-C in the terminal is this process's to handle.
    detached: true,
    env: { ...program.env, [markVariable]: hello.mark },
    cwd: program.cwd,
    stdio: "pipe",
  });
  const { stdin, stdout, stderr } = helper;
  let stderrTail = "";
  let corked = false;
  const ready = Promise.withResolvers<undefined>();
  // Whoever asked for a program hears of it by `gone` too.
  ready.promise.catch(() => undefined);

  const send = (message: ToHelper) => {
    if (!stdin.writable) return;
    if (!corked) {
      corked = true;
      stdin.cork();
      process.nextTick(() => {
        corked = false;
        stdin.uncork();
      });
    }
    stdin.write(`${JSON.stringify(message)}\n`);
  };
  // A helper that died says so by its end.
  stdin.on("error", () => undefined);
  stderr.setEncoding("utf8").on("data", (text: string) => {
    stderrTail = (stderrTail + text).slice(-keptStderr);
  });
  let rest = "";
  stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = parseMessage(line);
      if (message === undefined) {
        // Not our helper's words: without it, nothing that it does is believed or left running.
        stderrTail += `It said ${JSON.stringify(line.slice(0, 200))}.`;
        helper.kill("SIGKILL");
      } else if (message.op === "ready") ready.resolve(undefined);
      else heard(message);
    }
  });
  let notStarted: string | undefined;
  helper.on("error", (error) => {
    notStarted ??= error.message;
  });
  const closed = new Promise<string>((resolve) => {
    helper.on("close", (status, signal) => {
      resolve(notStarted ?? signal ?? `status ${String(status)}`);
    });
  });
  const gone = closed.then((how) => {
    const reason = `the helper that starts programs ended (${how})`;
    const words = stderrTail.trim();
    const message = `${reason}${words === "" ? "" : `: ${words}`}`;
    const cause = new Error(words === "" ? reason : words);
    ready.reject(
      new TierkreisError("TKR_SPAWNER_FAULT", `[process] No program can be started: ${message}`, { cause }),
    );
    return message;
  });
  send(hello);
  const hold = (wanted: boolean) => {
    for (const handle of [helper, stdin, stdout, stderr]) {
      if (!(handle === helper || handle instanceof Socket)) continue;
      if (wanted) handle.ref();
      else handle.unref();
    }
  };
  return { ready: ready.promise, gone, send, hold };
}

function parseMessage(line: string): FromHelper | undefined {
  try {
    return messages.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
