package org.diracgrid.diracos.build.failure;

import static org.diracgrid.diracos.build.failure.CauseKind.ARCHITECTURE;
import static org.diracgrid.diracos.build.failure.CauseKind.BAD_SPEC;
import static org.diracgrid.diracos.build.failure.CauseKind.BUILD_REQUIRES;
import static org.diracgrid.diracos.build.failure.CauseKind.CHECKSUM;
import static org.diracgrid.diracos.build.failure.CauseKind.COMPILER;
import static org.diracgrid.diracos.build.failure.CauseKind.DISK_FULL;
import static org.diracgrid.diracos.build.failure.CauseKind.EMPTY_FILES;
import static org.diracgrid.diracos.build.failure.CauseKind.LINKER;
import static org.diracgrid.diracos.build.failure.CauseKind.MISSING_FILES;
import static org.diracgrid.diracos.build.failure.CauseKind.MISSING_SOURCE;
import static org.diracgrid.diracos.build.failure.CauseKind.NETWORK;
import static org.diracgrid.diracos.build.failure.CauseKind.OUT_OF_MEMORY;
import static org.diracgrid.diracos.build.failure.CauseKind.PATCH;
import static org.diracgrid.diracos.build.failure.CauseKind.SANDBOX;
import static org.diracgrid.diracos.build.failure.CauseKind.TIME_LIMIT;
import static org.diracgrid.diracos.build.failure.CauseKind.UNDEFINED_MACRO;
import static org.diracgrid.diracos.build.failure.CauseKind.WARNINGS;
import static org.diracgrid.diracos.build.failure.Rule.close;
import static org.diracgrid.diracos.build.failure.Rule.fatal;
import static org.diracgrid.diracos.build.failure.Rule.said;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lines of logs tell, by the words of rpm 4.8 to 4.20, yum, dnf, gcc, clang, the linkers,
 * make, ninja, patch and the shells. Of the rules that fit a line the first counts.
 *
 * <p>Patterns have no repetition of repetitions, and lines have a bound: the time for a line does
 * too.
 */
final class Rules {

  /** A failed run may end with these; they are looked for in nothing else. */
  private static final List<Rule> ENDINGS =
      List.of(
          said(TIME_LIMIT, "no end in ", "no end in (?<what>[0-9]+ s)"),
          said(TIME_LIMIT, "stopped it after", "stopped it after its limit of (?<what>.+) \\("),
          said(OUT_OF_MEMORY, "stopped it since it", "stopped it since it used more "),
          said(TIME_LIMIT, "TIMEOUT", "\\bTIMEOUT\\b"),
          said(OUT_OF_MEMORY, "signal 9 (SIGKILL)", "signal 9 \\(SIGKILL\\)"),
          said(OUT_OF_MEMORY, "status 137", "status 137\\b"),
          said(OUT_OF_MEMORY, "OUT_OF_MEMORY", "\\bOUT_OF_MEMORY\\b"));

  private static final List<Rule> RPM =
      List.of(
          said(
                  BUILD_REQUIRES,
                  "nothing provides ",
                  "nothing provides (?<what>.+) needed by (?<owner>\\S+)")
              .wanting(WantKind.CAPABILITY),
          said(
                  BUILD_REQUIRES,
                  "none of the providers can be installed",
                  "package (?<owner>\\S+) (?:from \\S+ )?requires (?<what>.+), but none of the providers")
              .wanting(WantKind.CAPABILITY),
          said(
                  BUILD_REQUIRES,
                  "No matching package to install: ",
                  "No matching package to install: '(?<what>[^']+)'")
              .wanting(WantKind.CAPABILITY),
          said(BUILD_REQUIRES, "No Package found for ", "No Package found for (?<what>.+)")
              .wanting(WantKind.CAPABILITY),
          said(BUILD_REQUIRES, "No match for argument: ", "No match for argument: (?<what>.+)")
              .wanting(WantKind.CAPABILITY),
          said(
              ARCHITECTURE,
              "rchitecture",
              "Architecture is (?:not included|excluded): (?<what>\\S+)"),
          said(
              ARCHITECTURE,
              "No compatible architectures",
              "No compatible architectures found for build"),
          said(
              UNDEFINED_MACRO, "Unknown tag: %", "error: line [0-9]+: Unknown tag: (?<what>%\\S+)"),
          said(
              MISSING_SOURCE,
              "error: Bad ",
              "error: Bad (?:source|file): (?<what>\\S+?):? .*No such file"),
          said(
              MISSING_SOURCE,
              "/SOURCES/",
              "(?<!\\S)(?<what>\\S*/SOURCES/[^\\s:]+): (?:Cannot open: )?No such file"),
          said(BAD_SPEC, "error: ", "error: (?<what>(?:\\S+\\.spec: )?line [0-9]+: .+)"),
          said(BAD_SPEC, ".spec:", "error: (?<what>\\S+\\.spec:[0-9]+: .+)"),
          said(
              BAD_SPEC,
              "error: ",
              "error: (?<what>Package has no %\\w+.*|\\w+ field must be present.*)"),
          said(
              BAD_SPEC,
              "error: ",
              "error: (?<what>(?:syntax|parse) error in expression.*|Macro %.*)"),
          said(BAD_SPEC, "error: ", "error: (?<what>query of specfile .*|Unclosed %if.*)"),
          said(
              MISSING_FILES,
              " not found",
              "error: (?:File|Directory) not found(?: by glob)?: (?<what>.+)"),
          said(EMPTY_FILES, "Empty %files file", "error: Empty %files file (?<what>\\S+)"),
          said(CHECKSUM, " digest: BAD", "(?<what>(?:Header|Payload|MD5|SHA).* digest: BAD.*)"),
          said(CHECKSUM, "igest mismatch", "^(?<what>.*[Dd]igest mismatch.*)"),
          said(
              SANDBOX, "bwrap: ", "bwrap: (?<what>.*(?:namespace|not permitted|denied|uid map).*)"),
          said(SANDBOX, "unshare", "unshare: (?<what>.*(?:not permitted|denied|failed).*)"),
          said(TIME_LIMIT, "DUE TO TIME LIMIT", "CANCELLED AT .*DUE TO TIME LIMIT"),
          said(OUT_OF_MEMORY, "oom", "slurmstepd: .*oom[-_ ]kill"));

  private static final List<Rule> PROGRAMS =
      List.of(
          fatal(
              DISK_FULL,
              "No space left on device",
              "(?:^|: |\\()(?<what>[^ :('\"]*):? ?No space left on device"),
          fatal(DISK_FULL, "Disk quota exceeded", "(?:^|: )(?<what>[^ :]*):? ?Disk quota exceeded"),
          fatal(OUT_OF_MEMORY, "virtual memory exhausted", "virtual memory exhausted"),
          fatal(
              OUT_OF_MEMORY,
              "out of memory",
              "out of memory(?: allocating (?<what>[0-9]+ bytes))?"),
          fatal(
              OUT_OF_MEMORY,
              "Killed",
              "Killed(?: signal terminated program (?<what>\\S+)| \\(program (?<also>\\S+)\\))"),
          fatal(OUT_OF_MEMORY, "signal 9", "(?<what>\\S+) terminated with signal 9"),
          close(OUT_OF_MEMORY, "Killed", "^(?:.*[:\\]] )?Killed(?: .*)?$"),
          close(OUT_OF_MEMORY, "Cannot allocate memory", "Cannot allocate memory"),
          close(OUT_OF_MEMORY, "bad_alloc", "std::bad_alloc"),
          close(OUT_OF_MEMORY, "MemoryError", "^MemoryError\\b"),
          close(OUT_OF_MEMORY, "OutOfMemoryError", "java\\.lang\\.OutOfMemoryError"),
          close(CHECKSUM, "did NOT match", "computed checksums? did NOT match"),
          close(CHECKSUM, "BAD signature", "BAD signature"),
          fatal(PATCH, "FAILED at", "Hunk #(?<what>[0-9]+) FAILED at"),
          fatal(PATCH, "hunk", "[0-9]+ out of [0-9]+ hunks? (?:FAILED|failed|ignored)"),
          fatal(PATCH, "to patch at input line", "can't find file to patch at input line"),
          fatal(PATCH, "patch detected", "Reversed \\(or previously applied\\) patch detected"),
          fatal(PATCH, "patch failed: ", "error: patch failed: (?<what>\\S+)"),
          fatal(PATCH, "patch: ****", "patch: \\*\\*\\*\\* (?<what>.+)"),
          close(UNDEFINED_MACRO, "fg: no job control", "fg: no job control"),
          close(UNDEFINED_MACRO, "not found", ": (?<what>%[\\w{}?!]+): (?:command )?not found"),
          close(
              NETWORK,
              "ould not resolve",
              "[Cc]ould not resolve (?:host|hostname|proxy):? ?(?<what>[^\\s;,)]*)"),
          close(NETWORK, "name resolution", "Temporary failure in name resolution"),
          close(NETWORK, "Name or service not known", "Name or service not known"),
          close(
              NETWORK,
              "resolve host address",
              "unable to resolve host address .?(?<what>[\\w.-]+)"),
          close(NETWORK, "Network is unreachable", "Network is unreachable"),
          close(NETWORK, "ENOTFOUND", "getaddrinfo ENOTFOUND (?<what>\\S+)"),
          close(NETWORK, "dial tcp: lookup", "dial tcp: lookup (?<what>[^\\s:]+)"));

  private static final List<Rule> COMPILERS =
      List.of(
          fatal(WARNINGS, "-Werror", "error: .*\\[-Werror=(?<what>[\\w+-]+)"),
          fatal(WARNINGS, "being treated as errors", "warnings being treated as errors"),
          fatal(LINKER, "undefined reference to", "undefined reference to .(?<what>[^'’]+)"),
          fatal(LINKER, "undefined symbol: ", "error: undefined symbol: (?<what>.+)"),
          fatal(LINKER, "multiple definition of", "multiple definition of .(?<what>[^'’]+)"),
          fatal(COMPILER, "error: ", "^[^\\s:]+:[0-9]+:(?:[0-9]+:)? (?:fatal )?error: (?<what>.+)"),
          fatal(COMPILER, "internal compiler error", "internal compiler error: (?<what>.+)"));

  /** Lines that belong to a line before them, which they are indented under. */
  record Block(Rule header, List<Rule> lines) {}

  private static final List<Block> BLOCKS =
      List.of(
          new Block(
              said(BUILD_REQUIRES, "Failed ", "Failed (?:build )?dependencies:"),
              List.of(
                  said(
                          BUILD_REQUIRES,
                          " is needed by ",
                          "^\\s+(?<what>.+) is needed by (?<owner>.+)")
                      .wanting(WantKind.CAPABILITY))),
          new Block(
              said(BUILD_REQUIRES, "Error: Package: ", "Error: Package: (?<owner>.+)"),
              List.of(
                  said(BUILD_REQUIRES, "Requires: ", "^\\s+Requires: (?<what>.+)")
                      .wanting(WantKind.CAPABILITY))),
          new Block(
              said(
                      BUILD_REQUIRES,
                      "DOS-RESOLVE-",
                      "DOS-RESOLVE-[0-9]+ nothing provides (?<what>.+)")
                  .wanting(WantKind.CAPABILITY),
              List.of(
                  said(BUILD_REQUIRES, "needed by ", "^\\s+(?:where\\s+)?needed by (?<owner>.+)")
                      .wanting(WantKind.CAPABILITY))),
          new Block(
              said(
                  CauseKind.UNPACKAGED_FILES,
                  "unpackaged",
                  "Installed \\(but unpackaged\\) file\\(s\\) found:"),
              List.of(said(CauseKind.UNPACKAGED_FILES, "/", "^\\s+(?<what>/.+)"))),
          new Block(fatal(COMPILER, "CMake Error", "CMake Error"), MissingRules.CMAKE_ERROR));

  private static final List<Rule> LINES =
      Stream.of(RPM, PROGRAMS, MissingRules.LINES, COMPILERS).flatMap(List::stream).toList();

  private static final Anchors ANCHORS =
      new Anchors(
          Stream.concat(LINES.stream(), BLOCKS.stream().map(Block::header))
              .map(Rule::anchor)
              .toList());

  private Rules() {}

  /** Whether a line may tell something, or open a block. */
  static boolean mayTell(LogLine line) {
    return ANCHORS.mayHold(line.text());
  }

  /** What a line tells by itself. */
  static Optional<Hint> line(LogLine line) {
    return first(LINES, line);
  }

  /** What a line of a failure's own message tells. */
  static List<Hint> ending(LogLine line) {
    List<Hint> all = new ArrayList<>();
    first(ENDINGS, line).ifPresent(all::add);
    line(line).ifPresent(all::add);
    return all;
  }

  /** The block that a line opens. */
  static Optional<OpenBlock> block(LogLine line) {
    for (Block block : BLOCKS) {
      Optional<Hint> header = block.header().read(line);
      if (header.isPresent()) {
        return Optional.of(new OpenBlock(header.get(), block.lines()));
      }
    }
    return Optional.empty();
  }

  /** A block whose header was read. */
  record OpenBlock(Hint header, List<Rule> lines) {

    /** Whether a line can belong to it. */
    boolean holds(LogLine line) {
      return line.text().isBlank() || Character.isWhitespace(line.text().charAt(0));
    }

    /** What a line of it tells; what the line does not say, the header does. */
    Optional<Hint> read(LogLine line) {
      return first(lines, line)
          .map(
              hint ->
                  new Hint(
                      hint.rule(),
                      hint.line(),
                      hint.what().isEmpty() ? header.what() : hint.what(),
                      hint.owner().isEmpty() ? header.owner() : hint.owner()));
    }
  }

  private static Optional<Hint> first(List<Rule> rules, LogLine line) {
    for (Rule rule : rules) {
      Optional<Hint> hint = rule.read(line);
      if (hint.isPresent()) {
        return hint;
      }
    }
    return Optional.empty();
  }
}
