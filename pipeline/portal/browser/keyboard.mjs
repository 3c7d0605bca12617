// What only a keyboard, a browser without scripts, and a stranger's site can do.

// focused is what has the focus, and whether a person can see that it has.
const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    text: e === document.body ? '' : e.textContent.trim(), tag: e.tagName, index: [...document.querySelectorAll('a[href], button')].indexOf(e),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight && box.left >= 0 && box.right <= innerWidth,
  };
});

// tabTo presses Tab until an element with this text has the focus.
async function tabTo(page, text) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).text.startsWith(text)) return true;
  }
  return false;
}

export async function keyboard({browser, say, root, ask, sizes}) {
  for (const size of sizes) {
    const context = await browser.newContext({ignoreHTTPSErrors: true, locale: 'nl', viewport: size});
    const page = await context.newPage();
    const at = `keyboard ${size.width}`;
    try {
      await walk(page, say, at, root, await ask('/link?subject=keys' + size.width + '@example.com&lang=nl'));
      const [cookie] = await context.cookies();
      say(`${at} cookie`, cookie?.httpOnly && cookie.secure && cookie.sameSite === 'Strict' && cookie.expires === -1 && cookie.name.startsWith('__Host-'), JSON.stringify(cookie));
    } catch (e) {
      say(at, false, String(e));
    } finally {
      await context.close();
    }
  }
  await withoutScripts(browser, say, root, ask);
  await framed(browser, say, ask);
}

// walk opens the page, goes along everything on it, switches it off, and comes
// back, without a mouse.
async function walk(page, say, at, root, link) {
  await page.goto(root + link);
  say(`${at} finds the button`, await tabTo(page, 'Open mijn pagina'));
  await page.keyboard.press('Enter');
  await page.waitForURL(root + '/me');

  await page.keyboard.press('Tab');
  let now = await focused(page);
  say(`${at} skip link`, now.text === 'Naar de inhoud' && now.seen, JSON.stringify(now));
  await page.keyboard.press('Enter');
  say(`${at} skips`, (await focused(page)).tag === 'MAIN');

  await page.goto(root + '/me');
  const all = await page.locator('a[href], button').count();
  for (let i = 0; i < all; i++) {
    await page.keyboard.press('Tab');
    now = await focused(page);
    say(`${at} order ${i}`, now.index === i && now.seen, JSON.stringify(now));
  }
  await page.goto(root + '/me');
  say(`${at} finds the switch`, await tabTo(page, 'Zet personalisatie uit'));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/do/off');
  say(`${at} switches`, await page.locator('h1').innerText() === 'Personalisatie staat uit');
  say(`${at} finds the way back`, await tabTo(page, 'Terug naar mijn pagina'));
  await page.keyboard.press('Enter');
  await page.waitForURL(root + '/me');
  say(`${at} sees it`, await page.locator('h2').first().innerText() === 'Personalisatie staat uit');
}

async function withoutScripts(browser, say, root, ask) {
  const context = await browser.newContext({ignoreHTTPSErrors: true, locale: 'en', javaScriptEnabled: false});
  const page = await context.newPage();
  try {
    await page.goto(root + await ask('/link?subject=seven@example.com&lang=en'));
    await page.locator('main button').click();
    await page.locator('form[action="/me/do/general"] button').click();
    await page.locator('a[href="/me"]').first().click();
    say('without scripts', await page.locator('h2').first().textContent() === 'You get only general things');
    const download = page.waitForEvent('download');
    await page.locator('a[download]').click();
    say('download', (await download).suggestedFilename() === 'maat-data.json');
  } catch (e) {
    say('without scripts', false, String(e));
  } finally {
    await context.close();
  }
}

// framed tries to show the page within another.
async function framed(browser, say, ask) {
  const context = await browser.newContext({ignoreHTTPSErrors: true});
  const page = await context.newPage();
  try {
    const refused = page.waitForEvent('console', {predicate: m => m.text().includes('frame-ancestors') || m.text().includes('X-Frame-Options'), timeout: 5000});
    await page.goto(process.env.CONTROL + '/frame');
    say('framed', (await refused).type() === 'error');
  } catch (e) {
    say('framed', false, String(e));
  } finally {
    await context.close();
  }
}
