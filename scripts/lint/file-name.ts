import { basename } from "node:path";
import type { Rule } from "eslint";

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.[a-z]+$/;

/** File names are kebab-case, with what a tool wants before the ending (`.test`, `.test-d`, `.config`). */
export const fileNameRule: Rule.RuleModule = {
  meta: { type: "suggestion", schema: [], messages: { name: "Name this file in kebab-case." } },
  create: (context) => ({
    Program(node) {
      if (!kebabCase.test(basename(context.filename))) context.report({ node, messageId: "name" });
    },
  }),
};
