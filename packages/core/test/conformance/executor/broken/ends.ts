import { withEnd, withMembers, type BrokenExecutors } from "./broken.ts";

/** Wrong words about themselves, or about how a task ended. */
export const brokenEnds: BrokenExecutors = {
  "is of a contract that does not exist": withMembers("contract", () => ({ specVersion: 2 as 1 })),
  "claims a capability that nobody knows": withMembers("contract", () => ({
    capabilities: { programs: true, teleport: true } as object,
  })),
  "settles with nothing": withEnd("contract", () => undefined),
  "settles with words of its own": withEnd("contract", ({ status }) => ({ success: status === "ok" })),
  "adds a megabyte of details": withEnd("contract", (end) => ({ ...end, details: "x".repeat(1_000_000) })),
  "calls a task ok that a signal ended": withEnd("failure", (end) =>
    end.status === "signal" ? { status: "ok" } : end,
  ),
  "calls a task ok that ended with status 3": withEnd("failure", (end) =>
    end.status === "exit" ? { status: "ok" } : end,
  ),
  "tells a signal as a shell does, as 128 + 9": withEnd("failure", (end) =>
    end.status === "signal" ? { status: "exit", exitCode: 137 } : end,
  ),
  "rejects when a task fails": withEnd("failure", (end) => {
    if (end.status !== "ok") throw new Error(`The task ended with ${end.status}.`);
    return end;
  }),
};
