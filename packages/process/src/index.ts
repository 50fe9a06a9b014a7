export { createSpawner } from "./create-spawner.ts";
export type {
  ProcessId,
  ProgramEnd,
  RunningProgram,
  Spawner,
  SpawnerOptions,
  SpawnRequest,
} from "./spawner.ts";
