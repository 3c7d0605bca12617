// Walks through the page of people in a real Chromium, in every state, language,
// size and scheme, and prints a line of JSON for each thing that it looked at:
// {"check", "ok", "detail"}. It decides nothing: the Go test beside it does.
import {createRequire} from 'node:module';
import {mkdtempSync, readFileSync, rmSync, mkdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {keyboard} from './keyboard.mjs';
import {states} from './states.mjs';

const {BROWSER, MODULES, PAGE, CONTROL, SHOTS} = process.env;
const require = createRequire(MODULES + '/');
const {chromium} = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const sizes = [{width: 320, height: 640}, {width: 1280, height: 800}];
const colours = ['color-contrast', 'link-in-text-block']; // all that a scheme can change
const zoomed = {width: 640, height: 400}; // 1280 by 800 at 200 %

export const say = (check, ok, detail = '') => console.log(JSON.stringify({check, ok, detail}));

// look judges what stands on the screen now.
async function look(page, name) {
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({colorScheme});
      const at = `${name} ${size.width} ${colorScheme}`;
      const run = colorScheme === 'light' ? {type: 'tag', values: rules} : {type: 'rule', values: colours};
      const found = await page.evaluate(runOnly => window.axe.run(document, {runOnly, resultTypes: ['violations']}), run);
      say(`axe ${at}`, found.violations.length === 0, found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')}`).join('; '));
      if (SHOTS) await page.screenshot({path: join(SHOTS, at.replaceAll(/[ /]/g, '-') + '.png'), fullPage: true});
    }
    await fits(page, `${name} ${size.width}`);
  }
  await page.emulateMedia({colorScheme: 'light'});
  await page.setViewportSize(zoomed);
  await fits(page, `${name} zoomed`);
  await page.setViewportSize(sizes[1]);
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  await fits(page, `${name} large text`);
}

// fits says that nothing has to be scrolled sideways, and nothing is cut off.
async function fits(page, at) {
  const wide = await page.evaluate(() => {
    const seen = document.documentElement.clientWidth;
    const over = [...document.querySelectorAll('body *')].filter(e => {
      const box = e.getBoundingClientRect();
      return !e.closest('.unseen, .skip') && box.width > 0 && (box.right > seen + 1 || box.left < -1 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible');
    });
    return document.documentElement.scrollWidth > seen ? ['page ' + document.documentElement.scrollWidth] : over.map(e => e.outerHTML.slice(0, 120));
  });
  say(`fits ${at}`, wide.length === 0, wide.join(' | '));
}

// visit brings a state about in a browser of its own, and looks at it.
async function visit(browser, state, language) {
  const name = `${state.name} ${language}`;
  const context = await browser.newContext({ignoreHTTPSErrors: true, locale: language, viewport: sizes[0]});
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const wrong = [];
  page.on('console', m => { if (['error', 'warning'].includes(m.type()) && !/status of 4|status of 5/.test(m.text())) wrong.push(m.text()); });
  page.on('pageerror', e => wrong.push(String(e)));
  page.on('request', r => { if (![PAGE, CONTROL].includes(new URL(r.url()).origin)) wrong.push('it asks ' + r.url()); });
  try {
    await state.go({page, context, language, root: PAGE, control: CONTROL, link: (subject, more = '') => ask(`/link?subject=${encodeURIComponent(subject)}&lang=${language}${more}`), ask});
    const spoken = await page.locator('html').getAttribute('lang');
    say(`language ${name}`, spoken === language, spoken);
    const heading = await page.locator('h1').innerText();
    say(`heading ${name}`, heading === state.heading[language], heading);
    await page.evaluate(axe);
    await look(page, name);
    say(`quiet ${name}`, wrong.length === 0, wrong.join(' | '));
  } catch (e) {
    say(`visit ${name}`, false, String(e));
  } finally {
    await context.close();
  }
}

const ask = async path => (await fetch(CONTROL + path)).text();

const profile = mkdtempSync(join(tmpdir(), 'maat-browser-'));
if (SHOTS) mkdirSync(SHOTS, {recursive: true});
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: ['--headless', '--ignore-certificate-errors', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
});
try {
  const work = states.flatMap(state => ['nl', 'en'].map(language => () => visit(browser, state, language)));
  work.unshift(() => keyboard({browser, say, root: PAGE, ask, sizes}));
  await Promise.all(Array.from({length: 3}, async () => { for (let next; (next = work.shift());) await next(); }));
} finally {
  await browser.close();
  rmSync(profile, {recursive: true, force: true});
}
say('finished', true);
