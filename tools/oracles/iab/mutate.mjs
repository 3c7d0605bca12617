// Strings that are not sound: "mutate.mjs tcf|gpp SEED < sound" takes some of the
// sound ones and breaks them, and adds some that are made bit by bit. It prints
// {why, string} lines.
import { chance, lines, say } from './common.mjs';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const [what, seed] = process.argv.slice(2);
const r = chance(Number(seed));
const out = (why, string) => say({ why, string });

// bits fills up to whole characters, as GPP does; whole to whole bytes too, as TCF.
const bits = (...fields) => packed(6, fields);
const whole = (...fields) => packed(24, fields);

const packed = (to, fields) => {
  let all = fields.map(([v, width]) => BigInt(v).toString(2).padStart(width, '0')).join('');
  while (all.length % to) all += '0';
  return all.match(/.{6}/g).map((six) => alphabet[parseInt(six, 2)]).join('');
};

function flip(s, n) {
  const at = Math.floor(n / 6);
  const v = alphabet.indexOf(s[at]);
  return v < 0 ? null : s.slice(0, at) + alphabet[v ^ (32 >> n % 6)] + s.slice(at + 1);
}

const sound = lines().map((l) => JSON.parse(l)).filter((s) => s.length < 140);
const pick = () => sound[r(sound.length)];

for (const s of ['', 'C', 'D', 'B', '.', '~', ' ', 'null', 'undefined', '=', 'A', 'AAAA', 'é', '2~1~dv.2', '1YNN', '1---', '\u0000', '%2E']) out('made up', s);
for (let i = 0; i < 3; i++) {
  const s = pick();
  for (const [why, t] of [
    ['a blank before', ' ' + s], ['a blank behind', s + ' '], ['a line end', s + '\n'], ['padding', s + '='], ['a dot behind', s + '.'],
    ['a dot before', '.' + s], ['a tilde behind', s + '~'], ['two dots', s.replace('.', '..')], ['a plus', s.slice(0, 9) + '+' + s.slice(10)],
    ['a slash', s.slice(0, 9) + '/' + s.slice(10)], ['twice', s + s], ['twice with a dot', s + '.' + s], ['twice with a tilde', s + '~' + s],
    ['lower case', s.toLowerCase()], ['upper case', s.toUpperCase()], ['a letter of another script', s.slice(0, 5) + 'А' + s.slice(6)],
    ['backwards', [...s].reverse().join('')], ['one zero character more', s + 'A'], ['four zero characters more', s + 'AAAA'],
    ['eight zero characters more', s + 'AAAAAAAA'], ['ones behind', s + '_'],
  ]) out(why, t);
}
for (let i = 0; i < 2; i++) {
  const s = pick();
  for (let n = 1; n < s.length; n += 1 + r(3)) out(`cut after ${n}`, s.slice(0, n));
}
for (let i = 0; i < 200; i++) {
  const s = pick();
  const n = r(s.length * 6);
  const t = flip(s, n);
  if (t) out(`bit ${n} flipped`, t);
}

function made(over = {}, tail = [[1, 16], [0, 1], [1, 1], [0, 16], [0, 1], [0, 12]]) {
  const f = { version: 2, created: 16000000000, updated: 16000000000, cmp: 7, cmpv: 1, screen: 1, l1: 4, l2: 13, list: 9, policy: 4, specific: 1,
    texts: 0, features: 0, purposes: 0xffffff, interests: 0, one: 0, c1: 13, c2: 11, ...over };
  const w = { version: 6, created: 36, updated: 36, cmp: 12, cmpv: 12, screen: 6, l1: 6, l2: 6, list: 12, policy: 6, specific: 1, texts: 1,
    features: 12, purposes: 24, interests: 24, one: 1, c1: 6, c2: 6 };
  return whole(...Object.keys(w).map((k) => [f[k], w[k]]), ...tail);
}

function tcf() {
  const none = [[0, 16], [0, 1]];
  const list = (max, ...entries) => [[max, 16], [1, 1], [entries.length, 12], ...entries.flatMap((e) => (e.length === 1 ? [[0, 1], [e[0], 16]] : [[1, 1], [e[0], 16], [e[1], 16]]))];
  const restrict = (...records) => [[records.length, 12], ...records.flatMap(([p, k, ...e]) => [[p, 6], [k, 2], ...list(0, ...e).slice(2)])];
  const end = [[0, 12]];
  out('made by hand, sound', made());
  for (const v of [0, 1, 3, 4, 63]) out(`version ${v}`, made({ version: v }));
  for (const [k, v] of [['created', 0], ['updated', 0], ['l1', 26], ['l2', 63], ['c1', 26], ['c2', 63], ['specific', 0]]) out(`${k} is ${v}`, made({ [k]: v }));
  out('padded to characters alone', made() + '.' + bits([1, 3], ...list(65535, [1, 65535])));
  out('policy 5 without disclosed vendors', made({ policy: 5 }));
  out('policy 5 with none disclosed', made({ policy: 5 }) + '.' + whole([1, 3], ...none));
  out('disclosed twice', made() + '.' + whole([1, 3], ...none) + '.' + whole([1, 3], ...none));
  for (const k of [0, 2, 4, 5, 6, 7]) out(`a segment of type ${k}`, made() + '.' + whole([k, 3], ...none));
  out('allowed vendors', made() + '.' + whole([2, 3], ...list(9, [1, 9])));
  out('a publisher segment that ends early', made() + '.' + whole([3, 3], [1, 24]));
  out('custom purposes that end early', made() + '.' + whole([3, 3], [1, 24], [1, 24], [63, 6], [1, 60]));
  out('63 custom purposes', made() + '.' + whole([3, 3], [1, 24], [1, 24], [63, 6], [5, 63], [6, 63]));
  for (const [why, l] of [
    ['a range', list(9, [1, 9])], ['a range of one', list(9, [9, 9])], ['a range backwards', list(9, [9, 1])], ['vendor 0', list(9, [0])],
    ['a range from 0', list(9, [0, 9])], ['a range past its maximum', list(9, [1, 10])], ['a vendor past its maximum', list(9, [10])],
    ['ranges out of order', list(9, [8, 9], [1, 2])], ['ranges that overlap', list(9, [1, 9], [3, 4])], ['a vendor twice', list(1, [1], [1])],
    ['no ranges', list(9)], ['no ranges, no maximum', list(0)], ['all vendors', list(65535, [1, 65535])], ['the last vendor', list(65535, [65535])],
    ['all vendors twice', list(65535, [1, 65535], [1, 65535])], ['more ranges than there are', [[9, 16], [1, 1], [4095, 12], [0, 1], [1, 16]]],
    ['a bit field that ends early', [[65535, 16], [0, 1], [1, 1]]],
  ]) {
    out(why, made({}, [...l, ...none, ...end]));
    out(why + ', of interests', made({}, [...none, ...l, ...end]));
    out(why + ', disclosed', made() + '.' + whole([1, 3], ...l));
  }
  for (const [why, l] of [
    ['a restriction', restrict([2, 0, [1, 9]])], ['kind 1', restrict([2, 1, [3]])], ['kind 2', restrict([24, 2, [65535]])], ['kind 3', restrict([2, 3, [1]])],
    ['purpose 0', restrict([0, 0, [1]])], ['purpose 25', restrict([25, 0, [1]])], ['purpose 63', restrict([63, 0, [1]])],
    ['a restriction of nobody', restrict([2, 0])], ['a restriction backwards', restrict([2, 0, [9, 1]])], ['a restriction of 0', restrict([2, 0, [0]])],
    ['two of one purpose', restrict([2, 0, [1]], [2, 0, [5]])], ['two kinds', restrict([2, 1, [1]], [2, 2, [1]])],
    ['restrictions that overlap', restrict([2, 0, [1, 65535], [1, 65535]])], ['more restrictions than there are', [[4095, 12], [2, 6], [0, 2]]],
    ['no count of restrictions', []],
  ]) out(why, made({}, [...none, ...none, ...l]));
}

function gpp() {
  const tc = made();
  const head = (...ids) => {
    const fib = (n) => {
      const f = [1, 2];
      while (f[f.length - 1] + f[f.length - 2] <= n) f.push(f[f.length - 1] + f[f.length - 2]);
      let s = '1';
      for (let i = f.length - 1, on = false; i >= 0; i--) if (f[i] <= n) { n -= f[i]; s = '1' + s; on = true; } else if (on) s = '0' + s;
      return s;
    };
    let s = '000011000001' + ids.length.toString(2).padStart(12, '0');
    let last = 0;
    for (const id of ids) {
      const [a, b] = Array.isArray(id) ? id : [id, null];
      s += (b === null ? '0' : '1') + fib(a - last) + (b === null ? '' : fib(b - a));
      last = b ?? a;
    }
    return bits([BigInt('0b' + s), s.length]);
  };
  out('the header alone', head());
  out('no such version', 'DCAA');
  out('no such type', 'EBAA');
  out('a TC string alone', tc);
  for (const [why, s] of [
    ['a TC string', head(2) + '~' + tc], ['US privacy', head(6) + '~1YNN'], ['both', head(2, 6) + '~' + tc + '~1YNY'], ['one too few', head(2, 6) + '~' + tc],
    ['one too many', head(2) + '~' + tc + '~1YNN'], ['a blank section', head(2) + '~'], ['a group', head([7, 8]) + '~BVVVVVVVVWA.YA~BVoYYYQg.QA'],
    ['a group too long', head([7, 900]) + '~BVVVVVVVVWA'], ['section 500', head(500) + '~abc'], ['section 1', head(1) + '~BOXXX'], ['section 3', head(3) + '~DBAA'],
    ['a section beyond all', head(60000) + '~abc'], ['a group beyond all', head([1, 60000]) + '~abc'],
    ['US privacy of version 2', head(6) + '~2YNN'], ['US privacy too short', head(6) + '~1YN'], ['US privacy too long', head(6) + '~1YNNN'],
    ['US privacy of lower case', head(6) + '~1ynn'], ['US privacy of other letters', head(6) + '~1XYZ'], ['US privacy unsaid', head(6) + '~1---'],
    ['more sections than there are', 'DBD_Y~' + tc], ['a Fibonacci number without end', bits([3, 6], [1, 6], [1, 12], [0, 40]) + '~' + tc],
    ['a header that ends early', 'DBA~' + tc], ['a Canadian string in the European section', head(2) + '~' + made({ version: 1 })],
    ['a European string in the Canadian section', head(5) + '~' + tc],
  ]) out(why, s);
  const us = {
    7: [6, 9, 16, 3, 4], 8: [6, 5, 9, 2, 4], 9: [6, 5, 8, 1, 3], 10: [6, 5, 7, 1, 3], 11: [6, 6, 8, 1, 3], 12: [6, 5, 8, 3, 3], 15: [6, 5, 11, 3, 4], 17: [6, 5, 9, 5, 4],
  };
  for (const [id, widths] of Object.entries(us)) {
    const two = (n, v) => Array(n).fill([v, 2]);
    const fields = (version, v) => [[version, 6], ...two(widths.slice(1).reduce((a, b) => a + b), v)];
    for (const v of [0, 1, 2, 3]) out(`section ${id}, all ${v}`, head(+id) + '~' + bits(...fields(1, v)));
    for (const v of [0, 2, 3, 63]) out(`section ${id} of version ${v}`, head(+id) + '~' + bits(...fields(v, 1)));
    for (const g of ['QA', 'YA', 'Q', 'Y', 'AA', 'IA', 'oA', 'gA', 'Z', 'b_', 'YA.YA', '', 'YAAAA', 'YAAAAAAA', '!']) {
      out(`section ${id} with GPC ${g}`, head(+id) + '~' + bits(...fields(1, 1)) + '.' + g);
    }
  }
  for (const id of [24, 25, 26, 27]) out(`section ${id} with a header of its own`, head(id) + '~' + bits([id, 6], [1, 6], [1, 12], [0, 1], [3, 2], [0, 2]) + '.BVVVVA');
}

if (what === 'tcf') tcf();
else gpp();
