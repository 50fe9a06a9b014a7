import { expect, it } from "vitest";
import { docBlocks, docFragments, docLinks } from "./doc-blocks.ts";

const page = `# A page: with \`code\`

\`\`\`ts
const a = 1;
\`\`\`

\`\`\`text output
one
\`\`\`

- in a list

  \`\`\`sh file=a/b.sh no-run
  [not a link](nowhere.md)
  \`\`\`

See [here](docs/x.md#part), [this](#a-page-with-code), [that](https://example.org/) and \`[no](code.md)\`.
`;

it("finds each fenced block with its language, marks and line", () => {
  expect(docBlocks(page)).toEqual([
    {
      language: "ts",
      text: "const a = 1;\n",
      line: 4,
      file: undefined,
      noRun: false,
      continued: false,
      isOutput: false,
    },
    {
      language: "text",
      text: "one\n",
      line: 8,
      file: undefined,
      noRun: false,
      continued: false,
      isOutput: true,
    },
    {
      language: "sh",
      text: "  [not a link](nowhere.md)\n",
      line: 14,
      file: "a/b.sh",
      noRun: true,
      continued: false,
      isOutput: false,
    },
  ]);
});

it("refuses a mark that means nothing and a fence that is not closed", () => {
  expect(() => docBlocks("```ts norun\n```\n")).toThrow(
    'The mark "norun" of the block at line 2 means nothing.',
  );
  expect(() => docBlocks("a\n```ts\nb\n")).toThrow("The fence before line 3 is not closed.");
});

it("finds links to files and headings, but none in code or to elsewhere", () => {
  expect(docLinks(page)).toEqual(["docs/x.md#part", "#a-page-with-code"]);
  expect(docFragments(page)).toEqual(new Set(["a-page-with-code"]));
});
