// The states of the page, each with how a person comes to it.

// open opens a person's page, as they do.
async function open({page, root, link}, subject) {
  await page.goto(root + await link(subject));
  await page.locator('main button').click();
  await page.waitForURL(root + '/me');
}

// tap opens a person's page and taps a button, by what it asks for.
const tap = (subject, act) => async at => {
  await open(at, at.language + '.' + subject);
  await at.page.locator(`form[action="/me/do/${act}"] button`).first().click();
  await at.page.waitForURL('**/do/' + act);
};

const overview = {nl: 'Waarom je dit krijgt', en: 'Why you get this'};
const closed = {nl: 'Je pagina is gesloten', en: 'Your page is closed'};

export const states = [
  {name: 'open', heading: {nl: 'Jouw pagina bij De Webwinkel', en: 'Your page at De Webwinkel'}, go: async at => { await at.page.goto(at.root + await at.link('anna@example.com')); }},
  {name: 'overview', heading: overview, go: at => open(at, 'anna@example.com')},
  {name: 'overview of nobody', heading: overview, go: at => open(at, 'noor@example.com')},
  {name: 'overview when off', heading: overview, go: at => open(at, 'otto@example.com')},
  {name: 'overview when general', heading: overview, go: at => open(at, 'greet@example.com')},
  {name: 'overview without decisions', heading: overview, go: at => open(at, 'silvia@example.com')},
  {name: 'overview of a long list', heading: overview, go: at => open(at, 'lotte@example.com')},
  {name: 'passed on', heading: {nl: 'Wat is doorgegeven, en waarom', en: 'What was passed on, and why'}, go: async at => {
    await open(at, 'lotte@example.com');
    await at.page.locator('a[href="/me/passed"]').click();
    await at.page.locator('a[rel=next]').click();
    await at.page.waitForURL('**/passed?page=2');
  }},
  {name: 'withheld', heading: {nl: 'Wat we tegenhielden, en waarom', en: 'What we held back, and why'}, go: async at => {
    await open(at, 'lotte@example.com');
    await at.page.locator('a[href="/me/withheld"]').click();
  }},
  {name: 'nothing passed on', heading: {nl: 'Wat is doorgegeven, en waarom', en: 'What was passed on, and why'}, go: async at => {
    await open(at, 'noor@example.com');
    await at.page.goto(at.root + '/me/passed');
  }},
  {name: 'switched off', heading: {nl: 'Personalisatie staat uit', en: 'Personalisation is off'}, go: tap('one@example.com', 'off')},
  {name: 'switched on', heading: {nl: 'Personalisatie staat weer aan', en: 'Personalisation is on again'}, go: tap('otto@example.com', 'on')},
  {name: 'only general', heading: {nl: 'Je krijgt alleen algemene dingen', en: 'You get only general things'}, go: tap('two@example.com', 'general')},
  {name: 'general undone', heading: {nl: '‘Alleen algemeen’ is ongedaan gemaakt', en: '‘Only general’ is undone'}, go: tap('greet@example.com', 'undo')},
  {name: 'withdrawn', heading: {nl: 'Je ja is ingetrokken', en: 'Your yes is taken back'}, go: tap('three@example.com', 'withdraw')},
  {name: 'removed', heading: {nl: 'Het is verwijderd', en: 'It is removed'}, go: tap('four@example.com', 'remove')},
  {name: 'erase', heading: {nl: 'Alles wissen?', en: 'Erase everything?'}, go: async at => {
    await open(at, 'anna@example.com');
    await at.page.locator('a[href="/me/erase"]').click();
  }},
  {name: 'erased', heading: {nl: 'Alles is gewist', en: 'Everything is erased'}, go: async at => {
    await open(at, at.language + '.five@example.com');
    await at.page.locator('a[href="/me/erase"]').click();
    await at.page.locator('button.danger').click();
    await at.page.waitForURL('**/do/erase');
  }},
  {name: 'unchanged', heading: {nl: 'Er is niets veranderd.', en: 'Nothing has changed.'}, go: tap('ida@example.com', 'off')},
  {name: 'on its way', heading: {nl: 'Het is onderweg', en: 'It is on its way'}, go: tap('bram@example.com', 'off')},
  {name: 'refused', heading: {nl: 'Dit kan niet', en: 'This is not possible'}, go: tap('rein@example.com', 'withdraw')},
  {name: 'down', heading: {nl: 'Dit lukt nu niet', en: 'This does not work now'}, go: at => open(at, 'daan@example.com')},
  {name: 'closed', heading: closed, go: async at => {
    await open(at, 'anna@example.com');
    await at.page.locator('footer button').click();
    await at.page.waitForURL('**/close');
  }},
  {name: 'no session', heading: closed, go: async at => { await at.page.goto(at.root + '/me'); }},
  {name: 'bad link', heading: {nl: 'Deze link werkt niet', en: 'This link does not work'}, go: async at => { await at.page.goto(at.root + '/me/open/abc'); }},
  {name: 'link that is over', heading: {nl: 'Deze link is verlopen', en: 'This link is over'}, go: async at => { await at.page.goto(at.root + await at.link('anna@example.com', '&made=-3600')); }},
  {name: 'link that was used', heading: {nl: 'Deze link is al gebruikt', en: 'This link was used before'}, go: async at => {
    const link = await at.link('anna@example.com');
    for (let i = 0; i < 2; i++) {
      await at.page.goto(at.root + link);
      await at.page.locator('main button').click();
    }
  }},
  {name: 'link of tomorrow', heading: {nl: 'Er staat een klok verkeerd', en: 'A clock is wrong'}, go: async at => { await at.page.goto(at.root + await at.link('anna@example.com', '&made=86400')); }},
  {name: 'too often', heading: {nl: 'Even rustig aan', en: 'Slow down a little'}, go: async at => {
    await open(at, at.language + '.six@example.com');
    for (let i = 0; i < 70; i++) await at.page.request.get(at.root + '/me/erase');
    await at.page.goto(at.root + '/me');
  }},
  {name: 'from another site', heading: {nl: 'Dit kwam niet van deze pagina', en: 'This did not come from this page'}, go: async at => {
    await open(at, 'anna@example.com');
    await at.page.goto(at.control + '/elsewhere');
    await at.page.locator('button').click();
    await at.page.waitForURL('**/do/off');
  }},
  {name: 'nowhere', heading: {nl: 'Deze pagina is er niet', en: 'There is no such page'}, go: async at => { await at.page.goto(at.root + '/me/nowhere/at/all'); }},
];
