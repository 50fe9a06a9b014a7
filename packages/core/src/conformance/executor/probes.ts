/**
 * What the probe tasks do. The author of an executor writes them in whatever it runs; `writeShellProbes` and `writeFilterProbes`
 * bring them for shell-like programs. Where nothing else is said, a probe has one input `value` and one output `value`, and
 * ends well with a copy of its input. A task of any other name fails.
 *
 * A **mark** is the input of those that are to be found as processes: they, and what they start, have it in their command line
 * or in a variable of any name.
 */
export const probes = {
  copy: "copies its one input to its one output, whatever the ports are called",
  fail: "copies, writes the line `probe failed` to standard error, and ends with status 3; a function throws an error with these words",
  slow: "copies the first byte at once and the rest after a second",
  sleep:
    "its input is a mark; starts another process, writes the line `started` to its log and does nothing for a minute; a function waits for its signal",
  log: "copies; writes the lines `out 0` to `out 99` to standard output and `err 0` to `err 99` to standard error, by turns, and at last `end` without a newline to standard error; a function logs them all",
  "log-much":
    "copies; writes 100,000 lines of 100 bytes to standard error, the number of each, from 000000 on, at its begin; a function logs them",
  nothing: "ends well at once and writes no output",
  swap: "has two inputs and two outputs: copies input `left` to output `right`, and `right` to `left`",
  split: "has no input; writes `zero` and `one` as the numbered outputs `value-0` and `value-1`",
  signal: "a program: copies, then ends itself by SIGKILL",
  stubborn: "a program: as `sleep`, but it and what it starts ignore SIGTERM",
  "stubborn-child": "a program: as `sleep`, but only what it starts ignores SIGTERM",
  leave:
    "a program: its input is a mark; starts a process that ignores SIGTERM and does nothing for a minute, and ends well itself after a second",
  "write-input": "a program: adds a line to its input file if the system lets it, then copies",
  cwd: "a program: writes its working directory, links resolved and without a newline, to its output",
} as const;

/** The name of a probe. */
export type ProbeName = keyof typeof probes;
