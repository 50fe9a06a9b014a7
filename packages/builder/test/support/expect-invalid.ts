import { expect } from "vitest";

/** What it throws is `TKR_GRAPH_INVALID` with such a message. */
export function expectInvalid(action: () => unknown, message: RegExp): void {
  expect(action).toThrow(expect.objectContaining({ code: "TKR_GRAPH_INVALID" }));
  expect(action).toThrow(message);
}
