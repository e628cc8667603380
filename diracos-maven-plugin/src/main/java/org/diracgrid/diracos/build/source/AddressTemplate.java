package org.diracgrid.diracos.build.source;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses with {@code $name}, {@code $file}, {@code $hash} and {@code $hashtype} in them. */
final class AddressTemplate {

  private static final Pattern VARIABLE = Pattern.compile("\\$(hashtype|hash|name|file)");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");
  private static final String PLAIN = "-._~!$&'()*+,;=:@";

  private AddressTemplate() {}

  /**
   * Puts values in the place of variables.
   *
   * @param base directory that a template without a scheme, which is a path, is relative to
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-SOURCE-13 if no address comes out
   */
  static URI expand(String template, Map<String, String> values, Path base) {
    Matcher matcher = VARIABLE.matcher(template);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = values.getOrDefault(matcher.group(1), "");
      matcher.appendReplacement(out, Matcher.quoteReplacement(encoded(value)));
    }
    matcher.appendTail(out);
    String address = out.toString();
    try {
      return SCHEME.matcher(address).lookingAt()
          ? URI.create(address)
          : base.resolve(URI.create(address).getPath()).toAbsolutePath().normalize().toUri();
    } catch (IllegalArgumentException e) {
      throw SourceProblems.address(address, String.valueOf(e.getMessage()));
    }
  }

  private static String encoded(String value) {
    StringBuilder out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return out.toString();
  }
}
