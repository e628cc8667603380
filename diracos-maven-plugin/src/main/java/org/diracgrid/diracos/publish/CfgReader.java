package org.diracgrid.diracos.publish;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Finds the options and sections of a CFG; see the package for its grammar. Two readers are in use,
 * that of dirac-install and that of DIRAC itself; text that they read in two ways is refused.
 */
final class CfgReader {

  /** More than any release needs; clients read sections within sections by recursion. */
  private static final int DEEPEST = 64;

  private static final int LARGEST = 16 << 20;

  private final String source;
  private final List<CfgLine> lines;
  private final Deque<Open> open = new ArrayDeque<>();

  private CfgReader(String source, List<CfgLine> lines) {
    this.source = source;
    this.lines = lines;
  }

  /** A section whose end was not met yet. */
  private record Open(
      String name, int nameLine, int openLine, List<CfgOption> options, List<CfgSection> sections) {

    static Open at(String name, int nameLine, int openLine) {
      return new Open(name, nameLine, openLine, new ArrayList<>(), new ArrayList<>());
    }

    CfgSection close(int line) {
      return new CfgSection(name, nameLine, openLine, line, options, sections);
    }
  }

  /**
   * The text of a file.
   *
   * @throws DiracosException DOS-CFG-01 if it is not UTF-8, begins with a byte order mark or is
   *     larger than 16 MiB
   */
  static String text(String source, byte[] bytes) {
    if (bytes.length > LARGEST) {
      throw malformed(source, 1, 1, "it has " + bytes.length + " bytes", "that is no CFG");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    try {
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      String before = out.flip().toString();
      int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
      int column = before.length() - before.lastIndexOf('\n');
      throw malformed(source, line, column, "a byte is not UTF-8", "save the file as UTF-8");
    }
    return out.flip().toString();
  }

  /**
   * The sections of a text.
   *
   * @throws DiracosException DOS-CFG-01 with line and column of the first mistake
   */
  static CfgSection read(String source, List<CfgLine> lines) {
    return new CfgReader(source, lines).read();
  }

  private CfgSection read() {
    open.push(Open.at("", -1, -1));
    int name = -1;
    for (int at = 0; at < lines.size(); at++) {
      CfgLine line = lines.get(at);
      String text = line.stripped();
      checkCharacters(at, line.text());
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int brace = line.text().indexOf('{');
      boolean opens = brace >= 0 && line.text().indexOf('=') < 0;
      if (name >= 0 && !(opens && brace == line.first())) {
        throw malformed(
            name, lines.get(name).first(), "a name without a section", "put { below the name");
      }
      if (line.text().indexOf('=') >= 0) {
        option(at, line.text());
      } else if (opens) {
        open(at, brace, name);
        name = -1;
      } else if (text.equals("}")) {
        close(at);
      } else if (text.indexOf('}') >= 0) {
        throw malformed(
            at, line.text().indexOf('}'), "} is not alone", "give it a line of its own");
      } else {
        name = at;
      }
    }
    if (name >= 0) {
      throw malformed(
          name, lines.get(name).first(), "a name without a section", "put { below the name");
    }
    Open last = open.pop();
    if (!open.isEmpty()) {
      throw malformed(
          last.openLine(),
          lines.get(last.openLine()).text().indexOf('{'),
          "section " + last.name() + " has no end",
          "close it with } on a line of its own");
    }
    return last.close(lines.size());
  }

  /** Clients read a carriage return as a line's end or not, depending on where the file is. */
  private void checkCharacters(int at, String text) {
    int odd = text.indexOf('\r');
    if (odd >= 0) {
      throw malformed(
          at, odd, "a carriage return within a line", "end lines with LF or with CR LF");
    }
    if (at == 0 && text.startsWith("\ufeff")) {
      throw malformed(at, 0, "a byte order mark", "save the file without it");
    }
  }

  private void option(int at, String text) {
    int equals = text.indexOf('=');
    int plus = text.indexOf("+=");
    boolean append = plus >= 0 && plus + 1 == equals;
    if (plus >= 0 && !append) {
      throw malformed(
          at,
          plus,
          "+= in a value",
          "dirac-install takes all before it for the key: write the value in another way");
    }
    String key = CfgLine.strip(text.substring(0, append ? plus : equals));
    if (key.isEmpty()) {
      throw malformed(at, equals, "a value without a key", "put a key before the " + sign(append));
    }
    int brace = key.indexOf('{') < 0 ? key.indexOf('}') : key.indexOf('{');
    if (brace >= 0) {
      throw malformed(
          at,
          text.indexOf(key) + brace,
          "a brace in the key of an option",
          "give the brace a line of its own");
    }
    String value = CfgLine.strip(text.substring(equals + 1));
    options().add(new CfgOption(key, value, append, at));
  }

  private static String sign(boolean append) {
    return append ? "+=" : "=";
  }

  private List<CfgOption> options() {
    return top().options();
  }

  private Open top() {
    Open top = open.peek();
    if (top == null) {
      throw new IllegalStateException("nothing is open");
    }
    return top;
  }

  private void open(int at, int brace, int nameAbove) {
    String text = lines.get(at).text();
    String name =
        nameAbove < 0 ? CfgLine.strip(text.substring(0, brace)) : lines.get(nameAbove).stripped();
    if (name.isEmpty()) {
      throw malformed(at, brace, "a section without a name", "put its name above the {");
    }
    if (name.indexOf('}') >= 0) {
      throw malformed(at, text.indexOf('}'), "} is not alone", "give it a line of its own");
    }
    if (!CfgLine.strip(text.substring(brace + 1)).isEmpty()) {
      throw malformed(
          at,
          brace + 1 + new CfgLine(text.substring(brace + 1), "").first(),
          "text after {, which dirac-install does not read",
          "put it on the next line");
    }
    int nameLine = nameAbove < 0 ? at : nameAbove;
    boolean twice = top().sections().stream().anyMatch(other -> other.name().equals(name));
    if (twice) {
      throw malformed(
          nameLine,
          lines.get(nameLine).first(),
          "a second section " + name,
          "put both together: clients read only one of them");
    }
    if (open.size() > DEEPEST) {
      throw malformed(at, brace, "more than " + DEEPEST + " sections in each other", "use fewer");
    }
    open.push(Open.at(name, nameLine, at));
  }

  private void close(int at) {
    Open closed = open.pop();
    if (open.isEmpty()) {
      throw malformed(
          at,
          lines.get(at).first(),
          "} without a section",
          "remove it: clients do not read what follows");
    }
    top().sections().add(closed.close(at));
  }

  private DiracosException malformed(int line, int index, String because, String fix) {
    return malformed(source, line + 1, index + 1, because, fix);
  }

  private static DiracosException malformed(
      String source, int line, int column, String because, String fix) {
    return DiracosException.of(
        new Problem(
            "DOS-CFG-01",
            "this is no configuration that clients can read",
            source + ":" + line + ":" + column,
            because,
            fix));
  }
}
