import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What the oracles in Java share: chance, sets as runs, and JSON by hand. */
final class Common {
  static final Random R = new Random();

  static int chance(int n) {
    return R.nextInt(n);
  }

  static String quote(String s) {
    StringBuilder b = new StringBuilder("\"");
    for (char c : s.toCharArray()) {
      if (c < 0x20 || c == '"' || c == '\\' || c > 0x7e) {
        b.append(String.format("\\u%04x", (int) c));
      } else {
        b.append(c);
      }
    }
    return b.append('"').toString();
  }

  /** The strings that the JavaScript side quotes: nothing but ASCII escapes. */
  static String unquote(String s) {
    StringBuilder b = new StringBuilder();
    for (int i = 1; i < s.length() - 1; i++) {
      char c = s.charAt(i);
      if (c != '\\') {
        b.append(c);
        continue;
      }
      c = s.charAt(++i);
      switch (c) {
        case 'n': b.append('\n'); break;
        case 't': b.append('\t'); break;
        case 'r': b.append('\r'); break;
        case 'b': b.append('\b'); break;
        case 'f': b.append('\f'); break;
        case 'u': b.append((char) Integer.parseInt(s.substring(i + 1, i + 5), 16)); i += 4; break;
        default: b.append(c);
      }
    }
    return b.toString();
  }

  static String list(Iterable<Integer> ids) {
    List<String> out = new ArrayList<>();
    for (int id : new TreeSet<Integer>(collect(ids))) out.add("" + id);
    return "[" + String.join(",", out) + "]";
  }

  static List<Integer> collect(Iterable<Integer> ids) {
    List<Integer> out = new ArrayList<>();
    for (int id : ids) out.add(id);
    return out;
  }

  static String runs(Iterable<Integer> ids) {
    List<int[]> out = new ArrayList<>();
    for (int id : new TreeSet<Integer>(collect(ids))) {
      if (!out.isEmpty() && out.get(out.size() - 1)[1] == id - 1) out.get(out.size() - 1)[1] = id;
      else out.add(new int[] {id, id});
    }
    List<String> text = new ArrayList<>();
    for (int[] r : out) text.add("[" + r[0] + "," + r[1] + "]");
    return "[" + String.join(",", text) + "]";
  }

  /** Publisher restrictions by purpose and kind, those of one together. */
  static final class Restrictions {
    final Map<Integer, TreeSet<Integer>> all = new TreeMap<>();

    void add(int purpose, int kind, Iterable<Integer> ids) {
      all.computeIfAbsent(purpose * 4 + kind, k -> new TreeSet<>()).addAll(collect(ids));
    }

    String json() {
      List<String> out = new ArrayList<>();
      all.forEach((k, ids) -> {
        if (!ids.isEmpty()) out.add("[" + (k >> 2) + "," + (k & 3) + "," + runs(ids) + "]");
      });
      return "[" + String.join(",", out) + "]";
    }
  }

  static TreeSet<Integer> subset(int width) {
    TreeSet<Integer> ids = new TreeSet<>();
    int odds = 1 + chance(4);
    for (int i = 1; i <= width; i++) if (chance(odds) == 0) ids.add(i);
    return ids;
  }

  static TreeSet<Integer> vendors() {
    TreeSet<Integer> ids = new TreeSet<>();
    int upTo = new int[] {10, 64, 65, 128, 800, 1500}[chance(6)];
    switch (chance(7)) {
      case 0: break;
      case 1: ids.add(1 + chance(upTo)); break;
      case 2: ids.add(new int[] {1, 63, 64, 65, 127, 128, 65535}[chance(7)]); break;
      case 3: for (int i = 1; i <= Math.min(upTo, 200); i++) if (chance(2) == 0) ids.add(i); break;
      case 4: for (int i = 0; i < 8; i++) ids.add(1 + chance(upTo)); break;
      case 5: for (int i = 1; i <= upTo; i++) ids.add(i); break;
      default: ids.add(1); ids.add(65535); ids.add(1 + chance(65535));
    }
    return ids;
  }

  static void answer(Function<String, String> read) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      if (line.isEmpty()) continue;
      String got = "null";
      try {
        got = read.apply(unquote(line));
      } catch (Throwable refused) {
        got = "null";
      }
      System.out.println(got);
    }
  }
}
