import com.iabtcf.decoder.DecoderOption;
import com.iabtcf.decoder.TCString;
import com.iabtcf.encoder.PublisherRestrictionEntry;
import com.iabtcf.encoder.TCStringEncoder;
import com.iabtcf.utils.BitSetIntIterable;
import com.iabtcf.v2.PublisherRestriction;
import com.iabtcf.v2.RestrictionType;
import java.time.Instant;

/** The TCF oracle in Java, with the arguments of tcf.mjs. */
public final class Tcf {
  public static void main(String[] args) throws Exception {
    if (args[0].equals("read")) {
      Common.answer(Tcf::read);
      return;
    }
    Common.R.setSeed(Long.parseLong(args[1]));
    for (int i = 0; i < Integer.parseInt(args[2]); i++) System.out.println(Common.quote(write()));
  }

  static BitSetIntIterable set(Iterable<Integer> ids) {
    BitSetIntIterable.Builder b = BitSetIntIterable.newBuilder();
    for (int id : ids) b.add(id);
    return b.build();
  }

  static String write() {
    TCStringEncoder.Builder b = TCStringEncoder.newBuilder().version(2)
        .created(Instant.ofEpochMilli(100L * (1 + Common.chance(Integer.MAX_VALUE) * 8L)))
        .lastUpdated(Instant.ofEpochSecond(86400L * (1 + Common.chance(30000))))
        .cmpId(Common.chance(4096)).cmpVersion(Common.chance(4096)).consentScreen(Common.chance(64))
        .consentLanguage("NL").publisherCC("BE").vendorListVersion(Common.chance(4096))
        .tcfPolicyVersion(2 + Common.chance(4)).isServiceSpecific(true)
        .useNonStandardStacks(Common.chance(2) == 0).purposeOneTreatment(Common.chance(2) == 0)
        .addSpecialFeatureOptIns(set(Common.subset(12)))
        .addPurposesConsent(set(Common.subset(24))).addPurposesLITransparency(set(Common.subset(24)))
        .addVendorConsent(set(Common.vendors())).addVendorLegitimateInterest(set(Common.vendors()));
    if (Common.chance(4) > 0) b.addDisclosedVendors(set(Common.vendors()));
    if (Common.chance(2) == 0) {
      b.addPubPurposesConsent(set(Common.subset(24))).addPubPurposesLITransparency(set(Common.subset(24)));
      b.addCustomPurposesConsent(set(Common.subset(30))).addCustomPurposesLITransparency(set(Common.subset(30)));
    }
    for (int n = Common.chance(4); n > 0; n--) {
      b.addPublisherRestrictionEntry(PublisherRestrictionEntry.newBuilder().purposeId(1 + Common.chance(24))
          .restrictionType(RestrictionType.values()[Common.chance(3)]).addVendor(set(Common.vendors())).build());
    }
    return b.encode();
  }

  static String read(String s) {
    TCString t = TCString.decode(s);
    if (t.getVersion() != 2) throw new IllegalArgumentException("version");
    Common.Restrictions restrictions = new Common.Restrictions();
    for (PublisherRestriction p : t.getPublisherRestrictions()) {
      restrictions.add(p.getPurposeId(), p.getRestrictionType().ordinal(), p.getVendorIds());
    }
    return "{\"created\":" + t.getCreated().toEpochMilli() / 100 + ",\"updated\":" + t.getLastUpdated().toEpochMilli() / 100
        + ",\"cmp\":[" + t.getCmpId() + "," + t.getCmpVersion() + "," + t.getConsentScreen() + "]"
        + ",\"language\":" + Common.quote(t.getConsentLanguage()) + ",\"list\":" + t.getVendorListVersion()
        + ",\"policy\":" + t.getTcfPolicyVersion() + ",\"specific\":" + t.isServiceSpecific() + ",\"texts\":" + t.getUseNonStandardStacks()
        + ",\"features\":" + Common.list(t.getSpecialFeatureOptIns()) + ",\"purposes\":" + Common.list(t.getPurposesConsent())
        + ",\"interests\":" + Common.list(t.getPurposesLITransparency()) + ",\"one\":" + t.getPurposeOneTreatment()
        + ",\"country\":" + Common.quote(t.getPublisherCC()) + ",\"vendors\":" + Common.runs(t.getVendorConsent())
        + ",\"vendor_interests\":" + Common.runs(t.getVendorLegitimateInterest()) + ",\"restrictions\":" + restrictions.json()
        + ",\"disclosed\":" + Common.runs(t.getDisclosedVendors()) + ",\"publisher\":" + Common.list(t.getPubPurposesConsent())
        + ",\"publisher_interests\":" + Common.list(t.getPubPurposesLITransparency())
        + ",\"custom\":" + Common.list(t.getCustomPurposesConsent())
        + ",\"custom_interests\":" + Common.list(t.getCustomPurposesLITransparency()) + "}";
  }
}
