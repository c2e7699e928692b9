// Writes src/api/schema.d.ts from the OpenAPI document on standard input, with digests of both at its head: the tests of
// the API hold them against what the API says of itself, without a node.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import openapiTS, { astToString } from 'openapi-typescript';

const said = await text(process.stdin);
const document = JSON.parse(said);
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    // Every refusal has one shape, which src/api/problem.ts reads: repeated at each operation it would be most of the file.
    const wanted = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    operation.responses = Object.fromEntries(wanted);
    delete operation.operationId; // types are found by path
  }
}
const types = astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));
const digest = (words) => createHash('sha256').update(words).digest('hex');
const head = [
  '// Made by `make client` from the OpenAPI document. Do not edit.',
  `// document ${digest(said)}`,
  `// types ${digest(types)}`,
];
writeFileSync(new URL('../src/api/schema.d.ts', import.meta.url), `${head.join('\n')}\n\n${types}`);
