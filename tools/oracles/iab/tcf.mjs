// The TCF oracle in JavaScript. "write SEED COUNT" prints TC strings as JSON
// strings, one a line; "read" prints what it makes of those on standard input.
import * as core from '@iabtechlabtcf/core';
import { answer, chance, instantOf, merged, runs, say, subset, vendors } from './common.mjs';

const { TCModel, TCString, SegmentEncoder, PurposeRestriction } = core;

function model(r) {
  const m = new TCModel();
  m.version = 2;
  m.created = new Date(instantOf(r));
  m.lastUpdated = new Date(r(2) ? m.created.getTime() : instantOf(r));
  m.cmpId = [2, 7, 300, 4095][r(4)];
  m.cmpVersion = 2 + r(4094);
  m.consentScreen = r(64);
  m.consentLanguage = ['EN', 'NL', 'AA', 'ZZ', 'FR'][r(5)];
  m.publisherCountryCode = ['NL', 'BE', 'AA', 'ZZ'][r(4)];
  m.vendorListVersion = 1 + r(4095);
  m.policyVersion = [2, 3, 4, 4, 5, 5, 63][r(7)];
  m.isServiceSpecific = r(12) !== 0;
  m.useNonStandardTexts = r(2) === 1;
  m.purposeOneTreatment = r(4) === 0;
  m.specialFeatureOptins.set(subset(r, 12));
  m.purposeConsents.set(subset(r, 24));
  m.purposeLegitimateInterests.set(subset(r, 24));
  m.vendorConsents.set(vendors(r));
  m.vendorLegitimateInterests.set(vendors(r));
  m.vendorsDisclosed.set(vendors(r));
  m.vendorsAllowed.set(vendors(r));
  m.publisherConsents.set(subset(r, 24));
  m.publisherLegitimateInterests.set(subset(r, 24));
  if (r(2)) {
    m.publisherCustomConsents.set(subset(r, 1 + r(40)));
    m.publisherCustomLegitimateInterests.set(subset(r, 1 + r(40)));
  }
  const known = new Set();
  if (r(3) === 0) {
    for (let n = 1 + r(5); n > 0; n--) {
      const p = new PurposeRestriction(1 + r(24), r(3));
      for (const id of vendors(r)) if (id < 2000) { known.add(id); m.publisherRestrictions.add(id, p); }
    }
  }
  m.publisherRestrictions.gvl_ = { vendorIds: known };
  return m;
}

function write(r) {
  const m = model(r);
  const segments = ['core'];
  const others = ['vendorsDisclosed', 'publisherTC', 'vendorsAllowed'];
  const odds = [2, 2, 12];
  others.forEach((s, i) => { if (r(odds[i]) === 0) segments.splice(1 + r(segments.length), 0, s); });
  if (m.policyVersion >= 5 && !segments.includes('vendorsDisclosed') && r(8)) segments.push('vendorsDisclosed');
  return segments.map((s) => SegmentEncoder.encode(m, s)).join('.');
}

const ids = (v) => { const out = []; v.forEach((on, id) => { if (on) out.push(id); }); return out; };

function read(s) {
  const m = TCString.decode(s);
  if (m.version !== 2) throw new Error('version');
  const restrictions = m.publisherRestrictions.getRestrictions()
    .map((p) => [p.purposeId, p.restrictionType, m.publisherRestrictions.getVendors(p)]);
  return {
    created: m.created.getTime() / 100, updated: m.lastUpdated.getTime() / 100,
    cmp: [m.cmpId, m.cmpVersion, m.consentScreen].map(Number), language: m.consentLanguage,
    list: Number(m.vendorListVersion), policy: Number(m.policyVersion), specific: m.isServiceSpecific, texts: m.useNonStandardTexts,
    features: ids(m.specialFeatureOptins), purposes: ids(m.purposeConsents), interests: ids(m.purposeLegitimateInterests),
    one: m.purposeOneTreatment, country: m.publisherCountryCode,
    vendors: runs(ids(m.vendorConsents)), vendor_interests: runs(ids(m.vendorLegitimateInterests)),
    restrictions: merged(restrictions), disclosed: runs(ids(m.vendorsDisclosed)),
    publisher: ids(m.publisherConsents), publisher_interests: ids(m.publisherLegitimateInterests),
    custom: ids(m.publisherCustomConsents), custom_interests: ids(m.publisherCustomLegitimateInterests),
  };
}

const [what, seed, count] = process.argv.slice(2);
if (what === 'read') answer(read);
else for (let i = 0, r = chance(Number(seed)); i < Number(count); i++) say(write(r));
