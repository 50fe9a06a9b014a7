import { assertOk, assertOutput } from "../asserts.ts";
import { hostileBytes, manyBytes } from "../bytes.ts";
import { unlessSinglePorts, unlessUnnumbered, type Group, type Sketch } from "../sketch.ts";

const copies = (value: () => string | Uint8Array): Sketch => ({
  test: async (trial) => {
    const { task, end } = await trial.perform("copy", { inputs: { value: value() } });
    assertOk(end);
    assertOutput(task, "value", value());
  },
});

/** Tasks that end well. */
export const success: Group = {
  "copies a value": copies(() => "value"),
  "copies an empty value": copies(() => ""),
  "copies any bytes": copies(() => hostileBytes),
  "copies 8 MB": copies(() => manyBytes(8_000_000)),
  "gives each port its own value": {
    skip: unlessSinglePorts,
    test: async (trial) => {
      const inputs = { left: "from the left", right: "from the right" };
      const { task, end } = await trial.perform("swap", { inputs, outputs: ["left", "right"] });
      assertOk(end);
      assertOutput(task, "left", inputs.right);
      assertOutput(task, "right", inputs.left);
    },
  },
  "takes a task without inputs and with numbered outputs": {
    skip: unlessUnnumbered,
    test: async (trial) => {
      const { task, end } = await trial.perform("split", { inputs: {}, outputs: ["*"] });
      assertOk(end);
      assertOutput(task, "value-0", "zero");
      assertOutput(task, "value-1", "one");
    },
  },
};
