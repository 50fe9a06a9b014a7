import { GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
import { upTo } from "./workers/numbers/main.ts";
import { square } from "./workers/squares/api.ts";
import { sum } from "./workers/sums/api.ts";

const squareOne = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
squareOne.outputs(squareOne.task(square({ number: squareOne.inputs })));

/** The sum of the squares of 1, 2, ..., count. */
export const workflow = new GraphBuilder({ inputs: { count: z.int().optional() }, outputs: z.int() });
const numbers = workflow.task(upTo({ count: workflow.inputs.count })); // TypeScript, in this process
const squares = workflow.map(squareOne, numbers); // SQUARES_LANGUAGE, a process for each number
workflow.outputs(workflow.task(sum({ numbers: squares }))); // a shell script
