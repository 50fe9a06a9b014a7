/** The first line to the helper. PROTOCOL.md tells the whole conversation. */
export interface HelloMessage {
  readonly op: "hello";
  readonly version: 1;
  /** The value of `TKR_SPAWN_ID` in the helper's own environment; each program's is this, a dot and its id. */
  readonly mark: string;
  /** The environment that the `env` of a spawn changes. */
  readonly env: Readonly<Record<string, string>>;
  readonly survive: boolean;
  readonly graceMs: number;
}

/** Asks for a program. */
export interface SpawnMessage {
  readonly op: "spawn";
  /** A number never used before on this connection. */
  readonly id: number;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Changes to the environment of `hello`; `null` removes a variable. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly stdin?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Make the file of standard output and refuse one that is there, instead of appending. */
  readonly create?: true;
  readonly record?: string;
}

/** All that is said to the helper. */
export type ToHelper =
  | HelloMessage
  | SpawnMessage
  | { readonly op: "kill"; readonly id: number; readonly signal: string }
  | { readonly op: "terminate"; readonly id: number }
  | { readonly op: "close" };

/** How a program ended, as it is reported and recorded. */
export type EndFields =
  | { readonly exitCode: number }
  | { readonly signal: string }
  | { readonly errno: string; readonly message: string };

/** All that the helper says. */
export type FromHelper =
  | { readonly op: "ready"; readonly version: 1 }
  | { readonly op: "started"; readonly id: number; readonly pid: number; readonly startTime: string }
  | ({ readonly op: "ended"; readonly id: number } & EndFields);
