// Puts the answers of the oracles beside the strings: "merge.mjs FOLDER KIND
// JS JAVA" reads KIND.{sound,writers,broken,*.js,*.java} there and prints the
// vectors, one a line. What Java reads as JavaScript does is said as "same".
import { readFileSync } from 'node:fs';

const [folder, kind, js, java] = process.argv.slice(2);
const read = (name) => readFileSync(`${folder}/${kind}.${name}`, 'utf8').split('\n').filter((l) => l !== '');
const beside = (name) => {
  const a = read(`${name}.js`);
  const b = read(`${name}.java`);
  return read(name).map((line, i) => [line, a[i], b[i] === a[i] && a[i] !== 'null' ? '"same"' : b[i]]);
};

const writers = read('writers');
const sound = beside('sound').map(([s, a, b], i) => `{"string":${s},"writer":"${writers[i]}","js":${a},"java":${b}}`);
const whys = read('whys');
const broken = beside('broken').map(([s, a, b], i) => `{"why":${whys[i]},"string":${s},"js":${a},"java":${b}}`);
process.stdout.write(`{"oracles":{"js":${JSON.stringify(js)},"java":${JSON.stringify(java)}},\n"sound":[\n${sound.join(',\n')}\n],\n"broken":[\n${broken.join(',\n')}\n]}\n`);
