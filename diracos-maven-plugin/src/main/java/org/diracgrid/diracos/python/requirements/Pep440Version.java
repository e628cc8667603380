package org.diracgrid.diracos.python.requirements;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A version of a Python package, in the order of PEP 440: {@code 1.dev1 < 1a1 < 1rc1 < 1 < 1+local
 * < 1.post1 < 1.1 < 1!0}. Two versions are equal if neither is newer: {@code 1.0} is {@code 1}.
 */
public final class Pep440Version implements Comparable<Pep440Version> {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)"
              + "(?:[-_.]?(?<pre>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?<pren>[0-9]+)?)?"
              + "(?<post>-(?<postm>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?<postn>[0-9]+)?)?"
              + "(?<dev>[-_.]?dev[-_.]?(?<devn>[0-9]+)?)?"
              + "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
          Pattern.CASE_INSENSITIVE);

  private final BigInteger epoch;
  private final List<BigInteger> release;
  private final String phase;
  private final @Nullable BigInteger pre;
  private final @Nullable BigInteger post;
  private final @Nullable BigInteger dev;
  private final List<String> local;

  private Pep440Version(Matcher text) {
    epoch = number(text.group("epoch"));
    release =
        Pattern.compile("\\.").splitAsStream(text.group("release")).map(BigInteger::new).toList();
    String word = text.group("pre");
    phase = word == null ? "" : phase(word.toLowerCase(Locale.ROOT));
    pre = word == null ? null : number(text.group("pren"));
    String minus = text.group("postm");
    post = text.group("post") == null ? null : number(minus == null ? text.group("postn") : minus);
    dev = text.group("dev") == null ? null : number(text.group("devn"));
    local = local(text.group("local"));
  }

  private static BigInteger number(@Nullable String digits) {
    return digits == null ? BigInteger.ZERO : new BigInteger(digits);
  }

  private static String phase(String word) {
    return switch (word) {
      case "a", "alpha" -> "a";
      case "b", "beta" -> "b";
      default -> "rc";
    };
  }

  private static List<String> local(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    return Pattern.compile("[-_.]")
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .map(part -> isNumber(part) ? new BigInteger(part).toString() : part)
        .toList();
  }

  private static boolean isNumber(String part) {
    return part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Understands a version; empty if PEP 440 does not know such a one. */
  public static Optional<Pep440Version> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip());
    return matcher.matches() ? Optional.of(new Pep440Version(matcher)) : Optional.empty();
  }

  /** The numbers between the dots; at least one. */
  public List<BigInteger> release() {
    return release;
  }

  /** Which numbering this is of; mostly 0. */
  public BigInteger epoch() {
    return epoch;
  }

  /** Whether it is an alpha, beta, candidate or development release. */
  public boolean isPrerelease() {
    return pre != null || dev != null;
  }

  /** Whether it corrects a release that was made before. */
  public boolean isPostrelease() {
    return post != null;
  }

  /** Whether somebody other than the author named it, behind a {@code +}. */
  public boolean isLocal() {
    return !local.isEmpty();
  }

  /** Without what stands behind the {@code +}. */
  public Pep440Version withoutLocal() {
    return isLocal() ? ofCanonical(publicText()) : this;
  }

  /** Epoch and release only. */
  Pep440Version base() {
    return ofCanonical(baseText());
  }

  private static Pep440Version ofCanonical(String text) {
    return parse(text).orElseThrow(() -> new IllegalStateException(text));
  }

  private String baseText() {
    String numbers = release.stream().map(BigInteger::toString).collect(Collectors.joining("."));
    return epoch.signum() == 0 ? numbers : epoch + "!" + numbers;
  }

  private String publicText() {
    StringBuilder text = new StringBuilder(baseText());
    if (pre != null) {
      text.append(phase).append(pre);
    }
    if (post != null) {
      text.append(".post").append(post);
    }
    if (dev != null) {
      text.append(".dev").append(dev);
    }
    return text.toString();
  }

  /** The form that PEP 440 calls normalized; zeros at the end of the release stay. */
  @Override
  public String toString() {
    return isLocal() ? publicText() + "+" + String.join(".", local) : publicText();
  }

  @Override
  public int compareTo(Pep440Version other) {
    int order = epoch.compareTo(other.epoch);
    if (order == 0) {
      order = release(other.release);
    }
    if (order == 0) {
      order = Integer.compare(rank(), other.rank());
    }
    if (order == 0) {
      order = phase.compareTo(other.phase);
    }
    if (order == 0) {
      order = compare(pre, other.pre, 0);
    }
    if (order == 0) {
      order = compare(post, other.post, -1);
    }
    if (order == 0) {
      order = compare(dev, other.dev, 1);
    }
    return order == 0 ? local(other.local) : order;
  }

  private int release(List<BigInteger> other) {
    for (int i = 0; i < Math.max(release.size(), other.size()); i++) {
      BigInteger mine = i < release.size() ? release.get(i) : BigInteger.ZERO;
      int order = mine.compareTo(i < other.size() ? other.get(i) : BigInteger.ZERO);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** A development release of the release itself comes before its alphas, these before it. */
  private int rank() {
    if (pre != null) {
      return 1;
    }
    return post == null && dev != null ? 0 : 2;
  }

  private static int compare(
      @Nullable BigInteger mine, @Nullable BigInteger other, int whereMineIsMissing) {
    if (mine == null) {
      return other == null ? 0 : whereMineIsMissing;
    }
    return other == null ? -whereMineIsMissing : mine.compareTo(other);
  }

  private int local(List<String> other) {
    for (int i = 0; i < Math.min(local.size(), other.size()); i++) {
      int order = part(local.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(local.size(), other.size());
  }

  private static int part(String mine, String other) {
    if (isNumber(mine) && isNumber(other)) {
      return new BigInteger(mine).compareTo(new BigInteger(other));
    }
    if (isNumber(mine) != isNumber(other)) {
      return isNumber(mine) ? 1 : -1;
    }
    return mine.compareTo(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Pep440Version version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    List<Object> key = new ArrayList<>(release);
    while (key.size() > 1 && BigInteger.ZERO.equals(key.get(key.size() - 1))) {
      key.remove(key.size() - 1);
    }
    key.add(epoch);
    key.add(phase);
    key.add(String.valueOf(pre) + post + dev);
    key.add(local);
    return key.hashCode();
  }
}
