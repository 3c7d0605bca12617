import com.iab.gpp.encoder.GppModel;
import com.iab.gpp.encoder.datatype.RangeEntry;
import com.iab.gpp.encoder.section.Sections;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The GPP oracle in Java, with the arguments of gpp.mjs. */
public final class Gpp {
  public static void main(String[] args) throws Exception {
    if (args[0].equals("read")) {
      Common.answer(Gpp::read);
      return;
    }
    Common.R.setSeed(Long.parseLong(args[1]));
    for (int i = 0; i < Integer.parseInt(args[2]); i++) System.out.println(Common.quote(write(i)));
  }

  static final List<String> STATES = Arrays.asList("usnat", "usca", "usva", "usco", "usut", "usct", "usfl", "usmt", "usor",
      "ustx", "usde", "usia", "usne", "usnh", "usnj", "ustn");

  static String write(int at) {
    GppModel m = new GppModel();
    List<String> names = new ArrayList<>(STATES);
    names.addAll(Arrays.asList("tcfeuv2", "tcfcav1", "uspv1"));
    Set<String> chosen = new LinkedHashSet<>();
    chosen.add(names.get(at % names.size()));
    for (int n = Common.chance(3); n > 0; n--) chosen.add(names.get(Common.chance(names.size())));
    for (String name : chosen) {
      switch (name) {
        case "tcfeuv2": europe(m); break;
        case "tcfcav1": canada(m); break;
        case "uspv1":
          m.setFieldValue(name, "Notice", 'Y');
          m.setFieldValue(name, "OptOutSale", "YN-".charAt(Common.chance(3)));
          m.setFieldValue(name, "LspaCovered", "YN-".charAt(Common.chance(3)));
          break;
        default: state(m, name);
      }
    }
    return m.encode();
  }

  static List<Boolean> flags(int width) {
    List<Boolean> out = new ArrayList<>();
    for (int i = 0; i < width; i++) out.add(Common.chance(2) == 0);
    return out;
  }

  static List<Integer> twos(int n) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < n; i++) out.add(Common.chance(3));
    return out;
  }

  static List<Integer> vendors() {
    return new ArrayList<>(Common.vendors());
  }

  static ZonedDateTime moment() {
    return Instant.ofEpochMilli(100L * (1 + Common.chance(Integer.MAX_VALUE) * 9L)).atZone(ZoneOffset.UTC);
  }

  static void europe(GppModel m) {
    String n = "tcfeuv2";
    m.setFieldValue(n, "CmpId", Common.chance(4096));
    m.setFieldValue(n, "ConsentLanguage", "DE");
    m.setFieldValue(n, "IsServiceSpecific", true);
    m.setFieldValue(n, "PolicyVersion", 2 + Common.chance(3));
    m.setFieldValue(n, "SpecialFeatureOptins", flags(12));
    m.setFieldValue(n, "PurposeConsents", flags(24));
    m.setFieldValue(n, "PurposeLegitimateInterests", flags(24));
    m.setFieldValue(n, "PublisherCountryCode", "DE");
    m.setFieldValue(n, "VendorConsents", vendors());
    m.setFieldValue(n, "VendorLegitimateInterests", vendors());
    m.setFieldValue(n, "PublisherRestrictions", Common.chance(2) == 0 ? new ArrayList<RangeEntry>()
        : Arrays.asList(new RangeEntry(1 + Common.chance(24), Common.chance(3), vendors())));
    m.setFieldValue(n, "PublisherConsents", flags(24));
    m.setFieldValue(n, "VendorsDisclosed", vendors());
    m.setFieldValue(n, "Created", moment());
    m.setFieldValue(n, "LastUpdated", moment());
  }

  static void canada(GppModel m) {
    String n = "tcfcav1";
    m.setFieldValue(n, "CmpId", Common.chance(4096));
    m.setFieldValue(n, "ConsentLanguage", "FR");
    m.setFieldValue(n, "SpecialFeatureExpressConsent", flags(12));
    m.setFieldValue(n, "PurposesExpressConsent", flags(24));
    m.setFieldValue(n, "PurposesImpliedConsent", flags(24));
    m.setFieldValue(n, "VendorExpressConsent", vendors());
    m.setFieldValue(n, "VendorImpliedConsent", vendors());
    m.setFieldValue(n, "PubPurposesExpressConsent", flags(24));
    m.setFieldValue(n, "DisclosedVendors", vendors());
    m.setFieldValue(n, "Created", moment());
    m.setFieldValue(n, "LastUpdated", moment());
  }

  static void state(GppModel m, String n) {
    m.setFieldValue(n, "SaleOptOut", Common.chance(3));
    for (String f : Arrays.asList("SharingNotice", "ProcessingNotice", "SaleOptOutNotice", "SharingOptOut", "TargetedAdvertisingOptOut",
        "PersonalDataConsents", "AdditionalDataProcessingConsent", "MspaOptOutOptionMode", "MspaServiceProviderMode")) {
      if (m.hasField(n, f)) m.setFieldValue(n, f, Common.chance(3));
    }
    m.setFieldValue(n, "MspaCoveredTransaction", 1 + Common.chance(2));
    for (String f : Arrays.asList("SensitiveDataProcessing", "KnownChildSensitiveDataConsents")) {
      Object v = m.getFieldValue(n, f);
      m.setFieldValue(n, f, v instanceof List ? twos(((List<?>) v).size()) : (Object) Common.chance(3));
    }
    if (m.hasField(n, "Gpc")) {
      m.setFieldValue(n, "Gpc", Common.chance(2) == 0);
      m.setFieldValue(n, "GpcSegmentIncluded", Common.chance(3) > 0);
    }
  }

  @SuppressWarnings("unchecked")
  static String set(Object flags) {
    List<Integer> ids = new ArrayList<>();
    int i = 0;
    for (boolean on : (List<Boolean>) flags) {
      i++;
      if (on) ids.add(i);
    }
    return Common.list(ids);
  }

  @SuppressWarnings("unchecked")
  static String runs(Object ids) {
    return Common.runs((Collection<Integer>) ids);
  }

  static long tenths(Object moment) {
    return ((ZonedDateTime) moment).toInstant().toEpochMilli() / 100;
  }

  @SuppressWarnings("unchecked")
  static String tcf(GppModel m, String n, boolean ca) {
    Common.Restrictions restrictions = new Common.Restrictions();
    for (RangeEntry e : (List<RangeEntry>) m.getFieldValue(n, ca ? "PubRestrictions" : "PublisherRestrictions")) {
      restrictions.add(e.getKey(), e.getType(), e.getIds());
    }
    return "\"created\":" + tenths(m.getFieldValue(n, "Created")) + ",\"updated\":" + tenths(m.getFieldValue(n, "LastUpdated"))
        + ",\"cmp\":[" + m.getFieldValue(n, "CmpId") + "," + m.getFieldValue(n, "CmpVersion") + "," + m.getFieldValue(n, "ConsentScreen") + "]"
        + ",\"language\":" + Common.quote("" + m.getFieldValue(n, "ConsentLanguage")) + ",\"list\":" + m.getFieldValue(n, "VendorListVersion")
        + ",\"policy\":" + m.getFieldValue(n, ca ? "TcfPolicyVersion" : "PolicyVersion")
        + ",\"specific\":" + (ca ? true : m.getFieldValue(n, "IsServiceSpecific")) + ",\"texts\":" + m.getFieldValue(n, "UseNonStandardStacks")
        + ",\"features\":" + set(m.getFieldValue(n, ca ? "SpecialFeatureExpressConsent" : "SpecialFeatureOptins"))
        + ",\"purposes\":" + set(m.getFieldValue(n, ca ? "PurposesExpressConsent" : "PurposeConsents"))
        + ",\"interests\":" + set(m.getFieldValue(n, ca ? "PurposesImpliedConsent" : "PurposeLegitimateInterests"))
        + ",\"one\":" + (ca ? false : m.getFieldValue(n, "PurposeOneTreatment"))
        + ",\"country\":" + Common.quote(ca ? "" : "" + m.getFieldValue(n, "PublisherCountryCode"))
        + ",\"vendors\":" + runs(m.getFieldValue(n, ca ? "VendorExpressConsent" : "VendorConsents"))
        + ",\"vendor_interests\":" + runs(m.getFieldValue(n, ca ? "VendorImpliedConsent" : "VendorLegitimateInterests"))
        + ",\"restrictions\":" + restrictions.json()
        + ",\"disclosed\":" + runs(m.getFieldValue(n, ca ? "DisclosedVendors" : "VendorsDisclosed"))
        + ",\"publisher\":" + set(m.getFieldValue(n, ca ? "PubPurposesExpressConsent" : "PublisherConsents"))
        + ",\"publisher_interests\":" + set(m.getFieldValue(n, ca ? "PubPurposesImpliedConsent" : "PublisherLegitimateInterests"))
        + ",\"custom\":" + set(m.getFieldValue(n, ca ? "CustomPurposesExpressConsent" : "PublisherCustomConsents"))
        + ",\"custom_interests\":" + set(m.getFieldValue(n, ca ? "CustomPurposesImpliedConsent" : "PublisherCustomLegitimateInterests"));
  }

  static Object get(GppModel m, String n, String field) {
    return m.hasField(n, field) ? m.getFieldValue(n, field) : null;
  }

  /** That a segment is there is told by a field that hasField does not know. */
  static boolean included(GppModel m, String n) {
    try {
      return Boolean.TRUE.equals(m.getFieldValue(n, "GpcSegmentIncluded"));
    } catch (RuntimeException none) {
      return false;
    }
  }

  static String list(Object v) {
    return v == null ? "[]" : v instanceof List ? v.toString().replace(" ", "") : "[" + v + "]";
  }

  static String us(GppModel m, String n) {
    if (n.equals("uspv1")) {
      return "\"version\":" + get(m, n, "Version") + ",\"sale\":" + "-YN".indexOf("" + get(m, n, "OptOutSale"))
          + ",\"sharing\":null,\"targeted\":null,\"sensitive\":[],\"child\":[],\"other\":null,\"gpc\":false";
    }
    Object other = get(m, n, "PersonalDataConsents");
    return "\"version\":" + get(m, n, "Version") + ",\"sale\":" + get(m, n, "SaleOptOut") + ",\"sharing\":" + get(m, n, "SharingOptOut")
        + ",\"targeted\":" + get(m, n, "TargetedAdvertisingOptOut") + ",\"sensitive\":" + list(get(m, n, "SensitiveDataProcessing"))
        + ",\"child\":" + list(get(m, n, "KnownChildSensitiveDataConsents"))
        + ",\"other\":" + (other != null ? other : get(m, n, "AdditionalDataProcessingConsent"))
        + ",\"gpc\":" + (included(m, n) && Boolean.TRUE.equals(get(m, n, "Gpc")));
  }

  static String read(String s) {
    GppModel m = new GppModel(s);
    List<String> out = new ArrayList<>();
    for (int id : m.getSectionIds()) {
      String n = Sections.SECTION_ID_NAME_MAP.get(id);
      String text = n.startsWith("tcf") ? tcf(m, n, n.equals("tcfcav1")) : us(m, n);
      out.add("{\"id\":" + id + ",\"name\":" + Common.quote(n) + "," + text + "}");
    }
    return "[" + String.join(",", out) + "]";
  }
}
