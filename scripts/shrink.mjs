// Makes the programs of the pages small: node scripts/shrink.mjs <folder of binaryen> <program.wasm>…
//
// Leptos can take over a page piece by piece while data still arrives (Suspense). Every kind of view carries the code for
// that behind a pointer, so no linker sees that it is never called. It is an eighth of the program, and every page here is
// complete when it is served: the code is replaced by a trap. A page that did use Suspense would stop as soon as it is
// opened, and the journeys open every page.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(`${folder}/index.js`));

for (const file of files) {
  const program = binaryen.readBinary(readFileSync(file));
  let cut = 0;
  for (let index = 0; index < program.getNumFunctions(); index++) {
    const found = program.getFunctionByIndex(index);
    if (binaryen.getFunctionInfo(found).name.includes('hydrate_async')) {
      binaryen.Function.setBody(found, program.unreachable());
      cut++;
    }
  }
  // Names gone or changed would make this step do nothing, in silence.
  if (cut === 0) throw new Error(`${file} holds no function called hydrate_async; see scripts/shrink.mjs`);

  // -Os: -Oz gives fewer bytes, but more after compression.
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(1);
  program.optimize();
  const small = program.emitBinary();
  writeFileSync(file, small);
  console.error(`cut ${cut} functions, ${small.length} bytes left in ${file}`);
}
