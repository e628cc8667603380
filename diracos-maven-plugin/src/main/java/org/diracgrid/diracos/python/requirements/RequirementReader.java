package org.diracgrid.diracos.python.requirements;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what pip takes as a requirement: PEP 508, or an address, or a path.
 *
 * <pre>
 * requirement = name [extras] [ specifiers | "(" specifiers ")" | "@" address ] [ ";" marker ]
 *             | address [ "; " marker ]
 *             | path [extras] [ ";" marker ]
 * </pre>
 */
final class RequirementReader {

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?:https?|file|ftp|(?:git|hg|svn|bzr)\\+[a-z+]+|(?:git|hg|svn|bzr)\\+)://?.*");
  private static final Pattern LOCAL_VCS = Pattern.compile("(?i)(?:git|hg|svn|bzr)\\+file:.*");
  private static final Pattern EGG = Pattern.compile("[#&]egg=([^&]*)");
  private static final Pattern NAME = Pattern.compile("(?i)[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?");
  private static final Pattern ARCHIVE =
      Pattern.compile("(?i).*\\.(?:whl|zip|tar|tgz|tbz|txz|tlz|tar\\.(?:gz|bz2|xz|lz|lzma))");
  private static final Pattern PATH_EXTRAS = Pattern.compile("(.+?)(\\[[^\\]]*\\])?");

  /**
   * A requirement, and where its specifiers stand.
   *
   * @param from offset of the first character of the specifiers, parentheses included; where there
   *     are none, of where they would be
   * @param to offset behind them
   */
  record Read(Requirement requirement, int from, int to) {}

  private final String text;
  private int at;

  private RequirementReader(String text) {
    this.text = text;
  }

  static Read read(String text) {
    if (ADDRESS.matcher(text).matches() || LOCAL_VCS.matcher(text).matches()) {
      return address(text);
    }
    if (isPath(text)) {
      return path(text);
    }
    return new RequirementReader(text).named();
  }

  private static boolean isPath(String text) {
    int end = text.indexOf(';');
    String place = (end < 0 ? text : text.substring(0, end)).strip();
    if (place.contains("@") && new RequirementReader(place).startsWithNameAt()) {
      return false;
    }
    Matcher parts = PATH_EXTRAS.matcher(place);
    String bare = parts.matches() ? parts.group(1) : place;
    if (bare.contains("://")) {
      return false;
    }
    boolean begun = bare.startsWith(".") || bare.startsWith("/");
    if (!begun && bare.chars().anyMatch(Character::isWhitespace)) {
      return false;
    }
    return bare.startsWith(".") || bare.contains("/") || ARCHIVE.matcher(bare).matches();
  }

  private boolean startsWithNameAt() {
    Matcher name = Pattern.compile("(?i)[a-z0-9._-]+\\s*(?:\\[[^\\]]*\\])?\\s*@").matcher(text);
    return name.lookingAt();
  }

  private static Read address(String text) {
    Matcher end = Pattern.compile("\\s*;\\s").matcher(text);
    boolean marked = end.find();
    String place = (marked ? text.substring(0, end.start()) : text).strip();
    if (place.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("an address has no blanks: " + place);
    }
    Optional<String> marker =
        marked ? Optional.of(marker(text.substring(end.end()))) : Optional.empty();
    List<String> extras = new ArrayList<>();
    String name = "";
    Matcher egg = EGG.matcher(place);
    if (egg.find()) {
      RequirementReader reader = new RequirementReader(decoded(egg.group(1)));
      name = reader.name();
      extras = reader.extras();
      reader.end("the name behind #egg=");
    } else {
      name = ofArchive(place.replaceAll("[#?].*", ""));
    }
    Requirement read = new Requirement(name, extras, List.of(), Optional.of(place), marker);
    return new Read(read, place.length(), place.length());
  }

  private static Read path(String text) {
    int end = text.indexOf(';');
    String place = (end < 0 ? text : text.substring(0, end)).strip();
    Optional<String> marker =
        end < 0 ? Optional.empty() : Optional.of(marker(text.substring(end + 1)));
    Matcher parts = PATH_EXTRAS.matcher(place);
    List<String> extras = List.of();
    String bare = place;
    if (parts.matches() && parts.group(2) != null) {
      bare = parts.group(1);
      extras = new RequirementReader(parts.group(2)).extras();
    }
    Requirement read =
        new Requirement(ofArchive(bare), extras, List.of(), Optional.of(bare), marker);
    return new Read(read, place.length(), place.length());
  }

  /** The name that the file of an archive begins with, where that is plain. */
  private static String ofArchive(String place) {
    int slash = place.lastIndexOf('/');
    String file = decoded(place.substring(slash + 1));
    if (!ARCHIVE.matcher(file).matches()) {
      return "";
    }
    Matcher name =
        Pattern.compile(
                file.toLowerCase(Locale.ROOT).endsWith(".whl") ? "([^-]+)-.*" : "(.+?)-v?[0-9].*")
            .matcher(file);
    return name.matches() && NAME.matcher(name.group(1)).matches() ? name.group(1) : "";
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A percent sign that begins nothing stands for itself.
      return text;
    }
  }

  private Read named() {
    String name = name();
    int from = at;
    blanks();
    List<String> extras = List.of();
    if (ahead('[')) {
      extras = extras();
      from = at;
      blanks();
    }
    if (next('@')) {
      return direct(name, extras);
    }
    boolean parenthesis = next('(');
    if (!parenthesis && at < text.length() && "=<>!~".indexOf(text.charAt(at)) < 0 && !ahead(';')) {
      throw wrong("a version is compared with one of ~= == != <= >= < > ===");
    }
    List<Specifier> specifiers = specifiers();
    if (parenthesis) {
      blanks();
      if (!next(')')) {
        throw wrong("the parenthesis is not closed");
      }
    }
    int to = specifiers.isEmpty() && !parenthesis ? from : at;
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    blanks();
    Optional<String> marker = Optional.empty();
    if (next(';')) {
      marker = Optional.of(marker(text.substring(at)));
    } else {
      end("the requirement");
    }
    return new Read(new Requirement(name, extras, specifiers, Optional.empty(), marker), from, to);
  }

  private Read direct(String name, List<String> extras) {
    blanks();
    int start = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    String place = text.substring(start, at);
    if (!place.matches("(?i)[a-z][a-z0-9+.-]*:.+")) {
      at = start;
      throw wrong("an address such as https://… or git+https://… must follow the @");
    }
    int to = at;
    blanks();
    Optional<String> marker = Optional.empty();
    if (next(';')) {
      marker = Optional.of(marker(text.substring(at)));
    } else {
      end("the address");
    }
    return new Read(new Requirement(name, extras, List.of(), Optional.of(place), marker), to, to);
  }

  private String name() {
    Matcher word = Pattern.compile("[A-Za-z0-9._-]+").matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw wrong("the name of a package is missing");
    }
    if (!NAME.matcher(word.group()).matches()) {
      throw wrong("a name begins and ends with a letter or a digit: " + word.group());
    }
    at = word.end();
    return word.group();
  }

  private List<String> extras() {
    List<String> result = new ArrayList<>();
    if (!next('[')) {
      return result;
    }
    blanks();
    while (!next(']')) {
      if (!result.isEmpty()) {
        if (!next(',')) {
          throw wrong("extras are written as [one,two]");
        }
        blanks();
      }
      result.add(name());
      blanks();
    }
    return result;
  }

  private List<Specifier> specifiers() {
    List<Specifier> result = new ArrayList<>();
    do {
      blanks();
      if (at == text.length() || "=<>!~".indexOf(text.charAt(at)) < 0) {
        if (!result.isEmpty()) {
          throw wrong("a comparison such as >=1.2 must follow the comma");
        }
        return result;
      }
      Matcher part =
          Pattern.compile("(?:~=|={2,3}|!=|<=|>=|<|>)\\s*[^\\s,;)]+")
              .matcher(text)
              .region(at, text.length());
      Optional<Specifier> read =
          part.lookingAt() ? Specifier.parse(part.group()) : Optional.empty();
      if (read.isEmpty()) {
        throw wrong(
            ahead('=') && !text.startsWith("==", at)
                ? "an exact version is asked for with =="
                : "PEP 440 knows no such comparison with a version");
      }
      result.add(read.get());
      at = part.end();
      blanks();
    } while (next(','));
    return result;
  }

  private static String marker(String text) {
    MarkerReader.check(text.strip());
    return text.strip();
  }

  private boolean ahead(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  private boolean next(char wanted) {
    boolean found = ahead(wanted);
    at += found ? 1 : 0;
    return found;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private void end(String of) {
    blanks();
    if (at < text.length()) {
      throw wrong("after " + of + " nothing may follow but \"; \" and a marker");
    }
  }

  private IllegalArgumentException wrong(String what) {
    String rest = text.substring(at);
    String shown = rest.length() > 40 ? rest.substring(0, 40) + "…" : rest;
    return new IllegalArgumentException(
        what + (rest.isEmpty() ? ", at the end" : ", at character " + (at + 1) + ": " + shown));
  }
}
