export { createSpawner } from "./create-spawner.ts";
export { sharedSpawner } from "./shared-spawner.ts";
export { forkServer, type ForkServerOptions } from "./fork-server.ts";
export type {
  HelperProgram,
  ProcessId,
  ProgramEnd,
  RunningProgram,
  SignalName,
  Spawner,
  SpawnerOptions,
  SpawnRequest,
} from "./spawner.ts";
export { adoptProgram, endLeftovers, findProgram, type ProgramState } from "./adopt-program.ts";
export { endProgramsBelow, type EndProgramsOptions } from "./end-programs-below.ts";
export { reattachProgram, runProgram, type TaskProgram } from "./run-program.ts";
export { ProgramExecutor, type ProgramExecutorOptions } from "./program-executor.ts";
export { resolveLauncher, type Launcher, type LauncherQuery } from "./launcher.ts";
export { findOnPath, interpreterFor, type Command } from "./interpreter.ts";
