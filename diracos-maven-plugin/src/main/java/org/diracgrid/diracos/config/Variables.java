package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values for {@code $name} and {@code ${name}} in addresses, as dnf replaces them; what is not
 * known stays as it is.
 */
public record Variables(Map<String, String> values) {

  private static final Pattern USE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

  /** Copies. */
  public Variables {
    values = Map.copyOf(values);
  }

  /** {@code $arch} and {@code $basearch} of a platform, and {@code $releasever} if it is known. */
  public static Variables of(PlatformSpec platform) {
    Map<String, String> values = new TreeMap<>();
    values.put("arch", platform.arch());
    values.put("basearch", platform.basearch());
    platform.releasever().ifPresent(value -> values.put("releasever", value));
    return new Variables(values);
  }

  /** These, and those of {@code more} that are not among them. */
  public Variables orElse(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(more);
    all.putAll(values);
    return new Variables(all);
  }

  /** {@code text} with the values in their places. */
  public String replace(String text) {
    return USE.matcher(text)
        .replaceAll(
            use -> {
              String value = values.get(name(use.group(1), use.group(2)));
              return Matcher.quoteReplacement(value == null ? use.group() : value);
            });
  }

  /** The names used in {@code text} that have no value. */
  public List<String> unknown(String text) {
    List<String> names = new ArrayList<>();
    Matcher use = USE.matcher(text);
    while (use.find()) {
      String name = name(use.group(1), use.group(2));
      if (!values.containsKey(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static String name(@Nullable String braced, String plain) {
    return braced == null ? plain : braced;
  }
}
