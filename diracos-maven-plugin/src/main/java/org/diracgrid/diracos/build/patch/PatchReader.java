package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;

/** Reads unified diffs: the grammar is in the package's description. */
final class PatchReader {

  private static final long MOST = 256L << 20;

  private static final Pattern RANGES =
      Pattern.compile(
          "@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@.*", Pattern.DOTALL);

  /** What ends files of a patch whose last blank lines were cut off, as mail programs do. */
  private static final int CUT = 2;

  private final Path file;
  private final List<String> lines;
  private final List<FilePatch> files = new ArrayList<>();
  private final List<String> onlyIn = new ArrayList<>();
  private GitHeader git = GitHeader.none();
  private int at;

  private PatchReader(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Reads a patch.
   *
   * @throws DiracosException DOS-PATCH-01 if it is no unified diff, -02 if it changes what is not
   *     text, -03 if a name climbs, -10 if it cannot be read
   */
  static PatchText read(Path file) {
    try {
      if (Files.size(file) > MOST) {
        throw PatchProblems.malformed(file, 1, "the patch has more than " + MOST + " bytes");
      }
      return read(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw PatchProblems.io(file, e);
    }
  }

  static PatchText read(Path file, byte[] bytes) {
    return new PatchReader(file, lines(bytes)).read();
  }

  /** Lines as strings of bytes, each with its line feed. */
  static List<String> lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(from, next));
      from = next;
    }
    return lines;
  }

  private PatchText read() {
    boolean blank = true;
    while (at < lines.size()) {
      String line = lines.get(at);
      blank &= line.isBlank();
      if (line.startsWith("diff --git ")) {
        endGit();
        git = GitHeader.begin(this, trimmed(line).substring("diff --git ".length()));
        at++;
      } else if (isHeader()) {
        header();
      } else if (git.take(this, trimmed(line))) {
        at++;
      } else {
        other(line);
        at++;
      }
    }
    endGit();
    if (files.isEmpty() && !blank) {
      throw wrong("the patch holds no change in the form of diff -u");
    }
    return new PatchText(file, files, onlyIn);
  }

  private boolean isHeader() {
    return lines.get(at).startsWith("--- ")
        && at + 2 < lines.size()
        && lines.get(at + 1).startsWith("+++ ")
        && lines.get(at + 2).startsWith("@@ ");
  }

  private void other(String line) {
    String text = trimmed(line);
    if (text.startsWith("Only in ") && text.contains(": ")) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      onlyIn.add((at + 1) + ": " + FileNames.decode(bytes, 0, bytes.length));
    } else if (text.equals("GIT binary patch")
        || (text.endsWith(" differ")
            && (text.startsWith("Binary files ") || text.startsWith("Files ")))) {
      throw PatchProblems.binary(file, at + 1, text);
    } else if (text.startsWith("*** ")
        && at + 2 < lines.size()
        && lines.get(at + 1).startsWith("--- ")
        && lines.get(at + 2).startsWith("***************")) {
      throw wrong("the patch is in the form of diff -c, not of diff -u");
    } else if (RANGES.matcher(line).matches()) {
      throw wrong("a hunk stands where no file is named: '--- ' and '+++ ' must go before it");
    }
  }

  private void header() {
    int start = at;
    boolean returns = lines.get(at).endsWith("\r\n");
    HeaderName before = name(lines.get(at).substring(4));
    at++;
    HeaderName after = name(lines.get(at).substring(4));
    at++;
    List<Hunk> hunks = new ArrayList<>();
    while (at < lines.size() && lines.get(at).startsWith("@@ ")) {
      hunks.add(hunk(hunks.size() + 1));
    }
    GitHeader header = git;
    git = GitHeader.none();
    String oldName = stripped(before, start);
    String newName = stripped(after, start + 1);
    if (oldName.isEmpty() && newName.isEmpty()) {
      throw PatchProblems.malformed(
          file,
          start + 1,
          "the file is named without a directory: -p1 takes the first one away, and there is none");
    }
    files.add(
        new FilePatch(
            start + 1,
            oldName,
            newName,
            before.absent() && hunks.get(0).oldStart() == 0,
            after.absent() && hunks.get(0).newStart() == 0,
            header.renamed(),
            header.copied(),
            header.mode(),
            returns,
            hunks));
  }

  /** A git header without hunks: it may still rename, change permissions or make an empty file. */
  private void endGit() {
    GitHeader header = git;
    git = GitHeader.none();
    header.alone(this).ifPresent(files::add);
  }

  HeaderName name(String text) {
    try {
      return HeaderName.parse(trimmed(text));
    } catch (IllegalArgumentException e) {
      throw wrong("a file is not named: " + e.getMessage());
    }
  }

  /** The name without its first directory, which must stay inside. */
  String stripped(HeaderName name, int line) {
    return checked(name.stripped(), line);
  }

  String checked(String path, int line) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        throw PatchProblems.outside(file, line + 1, path, "it climbs");
      }
      if (part.indexOf('\0') >= 0) {
        throw PatchProblems.outside(file, line + 1, path.replace('\0', '?'), "it holds a NUL");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private Hunk hunk(int number) {
    int header = at;
    Matcher m = RANGES.matcher(lines.get(at));
    if (!m.matches()) {
      throw wrong("the header of a hunk is not '@@ -line,count +line,count @@'");
    }
    int oldStart = Integer.parseInt(m.group(1));
    int oldLeft = m.group(2) == null ? 1 : Integer.parseInt(m.group(2));
    int newStart = Integer.parseInt(m.group(3));
    int newLeft = m.group(4) == null ? 1 : Integer.parseInt(m.group(4));
    List<Hunk.Line> body = new ArrayList<>();
    at++;
    while (oldLeft > 0 || newLeft > 0) {
      if (at == lines.size()) {
        if (oldLeft != newLeft || oldLeft > CUT) {
          throw PatchProblems.malformed(
              file,
              header + 1,
              "the patch ends within a hunk: "
                  + oldLeft
                  + " old and "
                  + newLeft
                  + " new lines"
                  + " are wanting");
        }
        body.add(new Hunk.Line(Hunk.Kind.CONTEXT, "\n"));
        oldLeft--;
        newLeft--;
        continue;
      }
      String line = lines.get(at);
      Hunk.Kind kind = kind(line);
      oldLeft -= kind == Hunk.Kind.ADDED ? 0 : 1;
      newLeft -= kind == Hunk.Kind.REMOVED ? 0 : 1;
      if (oldLeft < 0 || newLeft < 0) {
        throw wrong("the hunk has more lines than its header says");
      }
      boolean bare = line.equals("\n") || line.equals("\r\n");
      String text = bare ? line : line.substring(1);
      at++;
      if (at < lines.size() && lines.get(at).startsWith("\\")) {
        text = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        at++;
      } else if (!text.endsWith("\n")) {
        // Only the last line of the patch can lack it, and then the patch was cut.
        text += "\n";
      }
      body.add(new Hunk.Line(kind, text));
    }
    return new Hunk(number, header + 1, oldStart, newStart, body);
  }

  private Hunk.Kind kind(String line) {
    return switch (line.charAt(0)) {
      case ' ', '\n' -> Hunk.Kind.CONTEXT;
      case '-' -> Hunk.Kind.REMOVED;
      case '+' -> Hunk.Kind.ADDED;
      default -> {
        if (line.equals("\r\n")) {
          yield Hunk.Kind.CONTEXT;
        }
        throw wrong("the line belongs to a hunk and begins with none of ' ', '-' and '+'");
      }
    };
  }

  /** The number of the line that is being read, from 0. */
  int at() {
    return at;
  }

  DiracosException wrong(String what) {
    return PatchProblems.malformed(file, at + 1, what);
  }

  static String trimmed(String line) {
    return line.endsWith("\r\n")
        ? line.substring(0, line.length() - 2)
        : line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
  }
}
