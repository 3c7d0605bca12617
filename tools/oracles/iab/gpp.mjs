// The GPP oracle in JavaScript, with the arguments of tcf.mjs.
import * as gpp from '@iabgpp/cmpapi';
import { answer, chance, instantOf, merged, runs, say, subset, vendors } from './common.mjs';

const { GppModel, Sections, RangeEntry } = gpp;
const flags = (ids, width) => Array.from({ length: width }, (_, i) => ids.includes(i + 1));
const set = (bools) => bools.flatMap((on, i) => (on ? [i + 1] : []));

function writeEurope(r, m, name) {
  const put = (field, v) => m.setFieldValue(name, field, v);
  put('CmpId', r(4096)); put('CmpVersion', r(4096)); put('ConsentScreen', r(64)); put('ConsentLanguage', 'NL');
  put('VendorListVersion', r(4096)); put('PolicyVersion', 2 + r(4)); put('IsServiceSpecific', true);
  put('UseNonStandardStacks', r(2) === 1); put('SpecialFeatureOptins', flags(subset(r, 12), 12));
  put('PurposeConsents', flags(subset(r, 24), 24)); put('PurposeLegitimateInterests', flags(subset(r, 24), 24));
  put('PurposeOneTreatment', r(2) === 1); put('PublisherCountryCode', 'BE');
  put('VendorConsents', vendors(r)); put('VendorLegitimateInterests', vendors(r));
  put('PublisherRestrictions', r(3) ? [] : [new RangeEntry(1 + r(24), r(3), vendors(r)), new RangeEntry(1 + r(24), r(3), vendors(r))]);
  put('PublisherConsents', flags(subset(r, 24), 24)); put('PublisherLegitimateInterests', flags(subset(r, 24), 24));
  const n = r(20);
  put('NumCustomPurposes', n);
  put('PublisherCustomConsents', flags(subset(r, n), n)); put('PublisherCustomLegitimateInterests', flags(subset(r, n), n));
  put('VendorsDisclosed', vendors(r));
  put('LastUpdated', new Date(instantOf(r)));
}

function writeCanada(r, m, name) {
  const put = (field, v) => m.setFieldValue(name, field, v);
  put('CmpId', r(4096)); put('CmpVersion', r(4096)); put('ConsentScreen', r(64)); put('ConsentLanguage', 'FR');
  put('VendorListVersion', r(4096)); put('TcfPolicyVersion', 2 + r(4)); put('UseNonStandardStacks', r(2) === 1);
  put('SpecialFeatureExpressConsent', flags(subset(r, 12), 12));
  put('PurposesExpressConsent', flags(subset(r, 24), 24)); put('PurposesImpliedConsent', flags(subset(r, 24), 24));
  put('VendorExpressConsent', vendors(r)); put('VendorImpliedConsent', vendors(r));
  put('PubRestrictions', r(3) ? [] : [new RangeEntry(1 + r(24), r(3), vendors(r)), new RangeEntry(1 + r(24), r(3), vendors(r))]);
  put('PubPurposesExpressConsent', flags(subset(r, 24), 24)); put('PubPurposesImpliedConsent', flags(subset(r, 24), 24));
  const n = r(20);
  put('NumCustomPurposes', n);
  put('CustomPurposesExpressConsent', flags(subset(r, n), n)); put('CustomPurposesImpliedConsent', flags(subset(r, n), n));
  put('DisclosedVendors', vendors(r));
  put('Created', new Date(instantOf(r))); put('LastUpdated', new Date(instantOf(r)));
}

function writeUS(r, m, name) {
  m.setFieldValue(name, 'SaleOptOut', r(3));
  const section = m.sections.get(name);
  for (const segment of section.segments) {
    for (const field of segment.getFieldNames()) {
      if (/Version|SegmentType/.test(field)) continue;
      const v = section.getFieldValue(field);
      const one = () => (field === 'MspaCoveredTransaction' ? 1 + r(2) : r(3));
      if (Array.isArray(v)) m.setFieldValue(name, field, v.map(one));
      else if (typeof v === 'boolean') m.setFieldValue(name, field, r(2) === 1);
      else m.setFieldValue(name, field, one());
    }
  }
  for (const field of ['GpcSegmentIncluded', 'SensitiveDataConsentSegmentIncluded']) {
    try { m.setFieldValue(name, field, r(3) > 0); } catch { /* this section has no such segment */ }
  }
  if (name === 'usnat') m.setFieldValue(name, 'Version', 1 + r(2));
}

function writePrivacy(r, m, name) {
  const letter = () => ['Y', 'N', '-'][r(3)];
  for (const field of ['Notice', 'OptOutSale', 'LspaCovered']) m.setFieldValue(name, field, letter());
}

const names = ['tcfeuv2', 'tcfcav1', 'uspv1', ...Sections.SECTION_ORDER.filter((n) => /^us[a-z]{2,3}$/.test(n))];

function write(r, at) {
  const m = new GppModel();
  const chosen = new Set([names[at % names.length]]);
  for (let n = r(3); n > 0; n--) chosen.add(names[r(names.length)]);
  for (const name of chosen) {
    if (name === 'tcfeuv2') writeEurope(r, m, name);
    else if (name === 'tcfcav1') writeCanada(r, m, name);
    else if (name === 'uspv1') writePrivacy(r, m, name);
    else writeUS(r, m, name);
  }
  return m.encode();
}

function readTcf(get, ca) {
  const pick = (eu, canada) => get(ca ? canada : eu);
  return {
    created: get('Created').getTime() / 100, updated: get('LastUpdated').getTime() / 100,
    cmp: [get('CmpId'), get('CmpVersion'), get('ConsentScreen')], language: get('ConsentLanguage'),
    list: get('VendorListVersion'), policy: pick('PolicyVersion', 'TcfPolicyVersion'),
    specific: ca ? true : get('IsServiceSpecific'), texts: get('UseNonStandardStacks'),
    features: set(pick('SpecialFeatureOptins', 'SpecialFeatureExpressConsent')),
    purposes: set(pick('PurposeConsents', 'PurposesExpressConsent')),
    interests: set(pick('PurposeLegitimateInterests', 'PurposesImpliedConsent')),
    one: ca ? false : get('PurposeOneTreatment'), country: ca ? '' : get('PublisherCountryCode'),
    vendors: runs(pick('VendorConsents', 'VendorExpressConsent')),
    vendor_interests: runs(pick('VendorLegitimateInterests', 'VendorImpliedConsent')),
    restrictions: merged(pick('PublisherRestrictions', 'PubRestrictions').map((e) => [e.getKey(), e.getType(), e.getIds()])),
    disclosed: runs(pick('VendorsDisclosed', 'DisclosedVendors')),
    publisher: set(pick('PublisherConsents', 'PubPurposesExpressConsent')),
    publisher_interests: set(pick('PublisherLegitimateInterests', 'PubPurposesImpliedConsent')),
    custom: set(pick('PublisherCustomConsents', 'CustomPurposesExpressConsent')),
    custom_interests: set(pick('PublisherCustomLegitimateInterests', 'CustomPurposesImpliedConsent')),
  };
}

function readUS(m, name, id) {
  const has = (field) => m.hasField(name, field);
  const get = (field) => (has(field) ? m.getFieldValue(name, field) : null);
  // That a segment is there is told by a field that hasField does not know.
  const included = (field) => { try { return m.getFieldValue(name, field); } catch { return false; } };
  const list = (v) => (v === null ? [] : [].concat(v));
  if (name === 'uspv1') {
    return { id, name, version: get('Version'), sale: ['-', 'Y', 'N'].indexOf(get('OptOutSale')), sharing: null, targeted: null,
      sensitive: [], child: [], other: null, gpc: false };
  }
  const late = has('MspaVersion');
  return {
    id, name, version: get(late ? 'MspaVersion' : 'Version'), sale: get('SaleOptOut'), sharing: get('SharingOptOut'), targeted: get('TargetedAdvertisingOptOut'),
    sensitive: late && !included('SensitiveDataConsentSegmentIncluded') ? [] : list(get('SensitiveDataProcessing')),
    child: list(get('KnownChildSensitiveDataConsents')),
    other: get('PersonalDataConsents') ?? get('AdditionalDataProcessingConsent'),
    gpc: included('GpcSegmentIncluded') === true && get('Gpc') === true,
  };
}

function read(s) {
  const m = new GppModel(s);
  return m.getSectionIds().map((id) => {
    const name = Sections.SECTION_ID_NAME_MAP.get(id);
    const get = (field) => m.getFieldValue(name, field);
    if (name === 'tcfeuv2' || name === 'tcfcav1') return { id, name, ...readTcf(get, name === 'tcfcav1') };
    return readUS(m, name, id);
  });
}

const [what, seed, count] = process.argv.slice(2);
if (what === 'read') answer(read);
else for (let i = 0, r = chance(Number(seed)); i < Number(count); i++) say(write(r, i));
