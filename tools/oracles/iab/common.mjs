// What the oracles in JavaScript share: chance from a seed, sets as runs, and
// lines of JSON on standard input and output.
import { readFileSync } from 'node:fs';

// chance is a generator of numbers from 0 to n-1, always the same for a seed.
export function chance(seed) {
  let a = seed >>> 0;
  return (n) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

// runs turns ids into [first, last] pairs.
export function runs(ids) {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const out = [];
  for (const id of sorted) {
    const last = out[out.length - 1];
    if (last && last[1] === id - 1) last[1] = id;
    else out.push([id, id]);
  }
  return out;
}

// merged brings publisher restrictions into one order: by purpose and kind, with
// the vendors of equal ones together, and none without vendors.
export function merged(list) {
  const all = new Map();
  for (const [purpose, kind, ids] of list) {
    const key = purpose * 4 + kind;
    all.set(key, [...(all.get(key) ?? []), ...ids]);
  }
  return [...all].filter(([, ids]) => ids.length).sort((a, b) => a[0] - b[0])
    .map(([key, ids]) => [key >> 2, key & 3, runs(ids)]);
}

// vendors is a set of ids of one of the shapes that matter: none, one, the first
// and the last possible, dense, sparse, in blocks, all up to a bound.
export function vendors(r) {
  const upTo = [10, 64, 65, 128, 800, 1500, 4095][r(7)];
  const ids = [];
  switch (r(9)) {
    case 0: break;
    case 1: ids.push(1 + r(upTo)); break;
    case 2: ids.push([1, 63, 64, 65, 127, 128, 65535, 65534, 32768][r(9)]); break;
    case 3: for (let i = 1; i <= Math.min(upTo, 200); i++) if (r(2)) ids.push(i); break;
    case 4: for (let i = 0; i < 8; i++) ids.push(1 + r(upTo)); break;
    case 5: for (let b = 0; b < 5; b++) { const at = 1 + r(upTo); for (let i = 0; i < 40; i++) ids.push(at + i); } break;
    case 6: for (let i = 1; i <= upTo; i++) ids.push(i); break;
    case 7: for (let i = 1; i <= Math.min(upTo, 200); i += 2) ids.push(i); break;
    case 8: ids.push(1, 65535); for (let i = 0; i < 3; i++) ids.push(1 + r(65535)); break;
  }
  return [...new Set(ids)].sort((a, b) => a - b);
}

export function subset(r, width) {
  const ids = [];
  const odds = 1 + r(4);
  for (let i = 1; i <= width; i++) if (r(odds) === 0) ids.push(i);
  return ids;
}

// instantOf is a time in milliseconds, a whole tenth of a second; some are the
// start of a day, some at the ends of what the field holds.
export function instantOf(r) {
  switch (r(6)) {
    case 0: return 100;
    case 1: return (2 ** 36 - 1) * 100;
    case 2: return (1.6e10 + r(2 ** 30)) * 100;
    default: return Math.floor((1.5e12 + r(2 ** 31) * 100) / 86400000) * 86400000;
  }
}

export const lines = () => readFileSync(0, 'utf8').split('\n').filter((l) => l !== '');
export const say = (x) => process.stdout.write(JSON.stringify(x) + '\n');

// answer prints for each string what the reader makes of it, null where it
// refuses.
export function answer(read) {
  for (const s of lines()) {
    let got = null;
    try { got = read(JSON.parse(s)); } catch { got = null; }
    say(got);
  }
}
