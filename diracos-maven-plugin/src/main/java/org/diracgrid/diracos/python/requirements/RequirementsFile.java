package org.diracgrid.diracos.python.requirements;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Include;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Needed;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Remark;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Setting;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Settings;

/**
 * A requirements file of pip as a document: what it says, and its text to the last byte.
 *
 * <pre>
 * # comment, kept where it is
 * -r base.txt
 * requests[socks]&gt;=2.9 ; python_version &lt; "4"  # why
 * numpy==1.26.4 \
 *     --hash=sha256:…
 * git+https://example.org/repo.git@v1#egg=name
 * </pre>
 *
 * @param source what messages call it: path or address
 * @param lines in order; their raw texts joined are the file
 */
public record RequirementsFile(String source, List<RequirementsLine> lines) {

  /** As pip has it: capitals, digits and underscores only. */
  static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)\\}");

  private static final Pattern HASH =
      Pattern.compile("sha256:[0-9a-fA-F]{64}|sha384:[0-9a-fA-F]{96}|sha512:[0-9a-fA-F]{128}");
  private static final Pattern EXCERPT = Pattern.compile("(?s), at character [0-9]+: .*");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Copies. */
  public RequirementsFile {
    lines = List.copyOf(lines);
  }

  /**
   * Reads a file.
   *
   * @param environment variables that {@code ${NAME}} stands for; what is not there stays as it is
   * @throws DiracosException DOS-PYTHON-20 to -23, with a problem for each line that pip could not
   *     read or a bundle cannot take
   */
  public static RequirementsFile read(
      byte[] content, String source, Map<String, String> environment) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return parse(text, source, environment);
    } catch (CharacterCodingException e) {
      throw RequirementsProblems.encoding(source + ":" + lineOfError(content));
    }
  }

  /** The first line that is no UTF-8. */
  private static int lineOfError(byte[] content) {
    String replaced = new String(content, StandardCharsets.UTF_8);
    int at = replaced.indexOf('\uFFFD');
    return 1 + (int) replaced.substring(0, Math.max(0, at)).chars().filter(c -> c == '\n').count();
  }

  /** As {@link #read}, from text. */
  public static RequirementsFile parse(
      String text, String source, Map<String, String> environment) {
    List<RequirementsLine> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    boolean marked = text.startsWith(BYTE_ORDER_MARK);
    if (marked) {
      lines.add(new Remark(1, BYTE_ORDER_MARK));
    }
    for (LogicalLine line : LogicalLine.split(marked ? text.substring(1) : text)) {
      String where = source + ":" + line.number();
      try {
        lines.add(line(line, environment, where, problems));
      } catch (IllegalArgumentException e) {
        String why = hidden(String.valueOf(e.getMessage()), line.content(), environment);
        problems.add(RequirementsProblems.unreadable(where, line.content(), why));
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return new RequirementsFile(source, lines);
  }

  private static RequirementsLine line(
      LogicalLine line, Map<String, String> environment, String where, List<Problem> problems) {
    if (line.content().isEmpty()) {
      return new Remark(line.number(), line.raw());
    }
    int cut = options(line.content());
    String written = line.content().substring(0, cut).strip();
    String meant = replaced(line.content(), environment);
    int meantCut = options(meant);
    String wanted = meant.substring(0, meantCut).strip();
    List<OptionReader.Given> given = OptionReader.read(meant.substring(meantCut));
    List<String> hashes =
        given.stream()
            .filter(option -> option.option() == PipOption.HASH)
            .map(OptionReader.Given::value)
            .toList();
    hashes.stream()
        .filter(hash -> !HASH.matcher(hash).matches())
        .forEach(hash -> problems.add(RequirementsProblems.hash(where, hash)));
    if (wanted.isEmpty()) {
      return settings(line, given, where, problems);
    }
    for (OptionReader.Given option : given) {
      if (!option.option().isOfRequirement()) {
        throw new IllegalArgumentException(
            option.option() + " needs a line of its own: behind a requirement pip ignores it");
      }
    }
    List<String> others =
        given.stream()
            .filter(option -> option.option() != PipOption.HASH)
            .map(option -> option.option() + "=" + quoted(option.value()))
            .toList();
    return new Needed(
        line.number(),
        line.raw(),
        written,
        Requirement.parse(wanted),
        hashes,
        others,
        line.comment());
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_@%+=:,./-]+")
        ? value
        : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Where the options begin: at the first word, blanks between words, that has a dash first. */
  private static int options(String content) {
    int at = 0;
    while (at >= 0 && at < content.length() && content.charAt(at) != '-') {
      int blank = content.indexOf(' ', at);
      at = blank < 0 ? content.length() : blank + 1;
    }
    return at;
  }

  private static RequirementsLine settings(
      LogicalLine line, List<OptionReader.Given> given, String where, List<Problem> problems) {
    Optional<OptionReader.Given> file = Optional.empty();
    for (OptionReader.Given option : given) {
      switch (option.option()) {
        case EDITABLE -> problems.add(RequirementsProblems.editable(where, option.value()));
        case REQUIREMENT, CONSTRAINT -> {
          if (given.size() > 1) {
            throw new IllegalArgumentException(
                "a line can name one file, and nothing else: pip ignores the rest");
          }
          file = Optional.of(option);
        }
        default -> {
          if (option.option().isOfRequirement()) {
            throw new IllegalArgumentException(
                option.option()
                    + " belongs behind a requirement; a backslash at the end of the"
                    + " line before joins the two");
          }
        }
      }
    }
    if (file.isPresent()) {
      boolean constraint = file.get().option() == PipOption.CONSTRAINT;
      return new Include(line.number(), line.raw(), file.get().value(), constraint);
    }
    return new Settings(
        line.number(),
        line.raw(),
        given.stream().map(option -> new Setting(option.option(), option.value())).toList());
  }

  private static String replaced(String content, Map<String, String> environment) {
    return VARIABLE
        .matcher(content)
        .replaceAll(
            found -> {
              String value = environment.getOrDefault(found.group(1), "");
              return Matcher.quoteReplacement(value.isEmpty() ? found.group() : value);
            });
  }

  /** A message with the variables' names instead of their values, which may be secrets. */
  private static String hidden(String message, String content, Map<String, String> environment) {
    String result = message;
    Matcher variable = VARIABLE.matcher(content);
    while (variable.find()) {
      String value = environment.getOrDefault(variable.group(1), "");
      if (!value.isEmpty()) {
        // What is quoted may be cut within a value.
        result = EXCERPT.matcher(result).replaceFirst("").replace(value, variable.group());
      }
    }
    return result;
  }

  /** The file's text. */
  public String text() {
    return lines.stream().map(RequirementsLine::raw).collect(Collectors.joining());
  }

  /**
   * The same file without hashes. With one hash in its files, pip takes nothing that has none: no
   * requirement of a requirement, and nothing from version control.
   */
  public RequirementsFile withoutHashes() {
    return new RequirementsFile(
        source,
        lines.stream()
            .map(
                line ->
                    line instanceof Needed needed && !needed.hashes().isEmpty()
                        ? needed.withHashes(List.of(), ending())
                        : line)
            .toList());
  }

  /** The line ending that the file uses first; a line feed if it has none. */
  public String ending() {
    return lines.stream()
        .map(line -> LogicalLine.ending(line.raw()))
        .filter(ending -> !ending.isEmpty())
        .findFirst()
        .orElse("\n");
  }

  /** The lines that ask for a package. */
  public List<Needed> needed() {
    return lines.stream().filter(Needed.class::isInstance).map(Needed.class::cast).toList();
  }

  /** The lines that take in other files. */
  public List<Include> includes() {
    return lines.stream().filter(Include.class::isInstance).map(Include.class::cast).toList();
  }

  /** The options of lines that ask for nothing, in order. */
  public List<Setting> settings() {
    return lines.stream()
        .filter(Settings.class::isInstance)
        .flatMap(line -> ((Settings) line).settings().stream())
        .toList();
  }
}
