/*
 * The helper: started once, while its parent is small, it starts all programs. It imports nothing but Node's own modules
 * and its neighbours, because its size is the price of every start. PROTOCOL.md tells what is said over its standard input
 * and output.
 */
import { Socket } from "node:net";
import type { FromHelper, SpawnMessage, ToHelper } from "../protocol.ts";
import { closeInherited } from "./close-inherited.ts";
import { Programs } from "./programs.ts";

closeInherited();

const input = new Socket({ fd: 0, readable: true, writable: false });
const output = new Socket({ fd: 1, readable: false, writable: true });
const startedDelayMs = 5;
const waiting: SpawnMessage[] = [];
let programs: Programs | undefined;
let survive = false;
let starting = false;
let ending = false;
let connected = true;
let unsaid = "";
let saying = false;
let startedTimer: NodeJS.Timeout | undefined;

// Who started us decides when we end, by closing our input; a signal to the terminal's group is not meant for us.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

/**
 * Lines of one turn leave in one write. That a program has started can wait for that, or for a few milliseconds: it is no news
 * that anybody acts on, and most of all wakings of the controller are saved when it comes with the end of a quick program.
 */
function report(message: FromHelper): void {
  if (!connected) return;
  unsaid += `${JSON.stringify(message)}\n`;
  if (message.op === "started") {
    startedTimer ??= setTimeout(say, startedDelayMs);
  } else if (!saying) {
    saying = true;
    process.nextTick(say);
  }
}

function say(): void {
  clearTimeout(startedTimer);
  startedTimer = undefined;
  saying = false;
  if (unsaid !== "" && connected) output.write(unsaid);
  unsaid = "";
}

function handle(message: ToHelper): void {
  switch (message.op) {
    case "hello":
      survive = message.survive;
      programs = new Programs(message, report, endIfDone);
      report({ op: "ready", version: 1 });
      break;
    case "spawn":
      if (starting) waiting.push(message);
      else start(message);
      break;
    case "kill":
      startWaiting();
      programs?.kill(message.id, message.signal);
      break;
    case "terminate":
      startWaiting();
      programs?.terminate(message.id);
      break;
    case "close":
      startWaiting();
      endAll();
      break;
  }
}

/** One start a turn: each takes about a millisecond, and what ends meanwhile shall be told. */
function start(message: SpawnMessage): void {
  programs?.start(message);
  starting = true;
  setImmediate(() => {
    starting = false;
    const next = waiting.shift();
    if (next !== undefined) start(next);
  });
}

/** What is said of a program comes after its start. */
function startWaiting(): void {
  for (const message of waiting.splice(0)) programs?.start(message);
}

function endAll(): void {
  ending = true;
  programs?.terminateAll();
  endIfDone();
}

/** Once nothing is left to do, the event loop has nothing to wait for and the helper ends. */
function endIfDone(): void {
  if (!ending || (programs?.size ?? 0) > 0) return;
  input.destroy();
  say();
  output.end();
}

/** Nobody listens any more: the parent has closed the connection or is dead, and will not miss what has not begun. */
function disconnected(): void {
  if (!connected) return;
  connected = false;
  waiting.length = 0;
  output.destroy();
  ending = true;
  if (survive) endIfDone();
  else endAll();
}

let rest = "";
input.setEncoding("utf8");
input.on("data", (chunk: string) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) handle(JSON.parse(line) as ToHelper);
});
input.on("close", disconnected);
input.on("error", disconnected);
output.on("error", disconnected);
