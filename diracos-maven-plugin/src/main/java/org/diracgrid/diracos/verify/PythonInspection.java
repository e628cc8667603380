package org.diracgrid.diracos.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * Compiles, and does not run, the Python files of a bundle, by the bundle's own Python: one process
 * for all files of an interpreter, which writes nothing and reads no environment.
 */
final class PythonInspection implements Inspection {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** A line for each file and one for each failure; no bundle has as many. */
  private static final int BOUND = 64 << 20;

  /**
   * Answers {@code python 3.11}, then the number of each file before it is compiled, and after it
   * number, line and message if it does not compile. Bytes are compiled, not text, so that PEP 263
   * holds; it uses built-in modules only.
   */
  private static final String PROGRAM =
      """
      import sys
      out = sys.stdout
      out.write('python %d.%d\\n' % sys.version_info[:2])
      names = sys.stdin.buffer.read().split(b'\\0')
      for number, name in enumerate(names):
          out.write('%d\\n' % number)
          out.flush()
          try:
              with open(name, 'rb') as file:
                  source = file.read()
              compile(source, '<file>', 'exec', dont_inherit=True)
          except Exception as e:
              line = getattr(e, 'lineno', None) or 0
              text = ascii(getattr(e, 'msg', None) or str(e) or type(e).__name__)[1:-1]
              out.write('%d\\t%d\\t%s\\n' % (number, line, text))
      out.write('end\\n')
      """;

  private final CommandRunner runner;

  PythonInspection(CommandRunner runner) {
    this.runner = runner;
  }

  /**
   * What one interpreter said.
   *
   * @param compiled how many files it looked at
   * @param bad {@code path:line: message} of those that do not compile
   * @param reason why it did not come to the end; empty if it did
   */
  private record Answer(String version, int compiled, List<String> bad, String reason) {}

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    if (!findings.wants(Check.PYTHON)) {
      return;
    }
    Optional<PythonFiles> files = PythonFiles.of(subject);
    if (files.isEmpty()) {
      findings.skip(Check.PYTHON, "the bundle has no python3");
      return;
    }
    List<Answer> answers = new ArrayList<>();
    files
        .get()
        .byInterpreter()
        .forEach((python, paths) -> answers.add(compile(subject, python, paths)));
    List<String> bad = answers.stream().flatMap(answer -> answer.bad.stream()).toList();
    if (!bad.isEmpty()) {
      findings.add(
          Check.PYTHON,
          Listed.count(bad.size(), "Python file does not compile", "Python files do not compile"),
          Listed.lines(bad),
          "compiled by the bundle's own Python, "
              + String.join(", ", new TreeSet<>(answers.stream().map(Answer::version).toList())),
          "leave the files out by \"removedFolders\", or mend them in their package");
    }
    answers.stream()
        .map(Answer::reason)
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .ifPresent(reason -> findings.skip(Check.PYTHON, reason));
    int compiled = answers.stream().mapToInt(Answer::compiled).sum();
    findings.remark(Check.PYTHON, Listed.count(compiled, "file compiled", "files compiled"));
  }

  private Answer compile(Subject subject, BundlePath python, List<BundlePath> paths) {
    Path root = subject.tree().root().toAbsolutePath();
    String input =
        paths.stream().map(path -> path.under(root).toString()).collect(Collectors.joining("\0"));
    List<String> words = start(subject, python, root);
    words.addAll(List.of("-I", "-S", "-B", "-W", "ignore", "-c", PROGRAM));
    Command command =
        Command.of(words, root, Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8"))
            .withInput(input)
            .withLimit(LIMIT)
            .withBound(BOUND);
    CommandResult result;
    try {
      result = runner.run(command);
    } catch (DiracosException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return new Answer("", 0, List.of(), doesNotRun(python, e.problems().get(0).because()));
    }
    return answer(subject, python, paths, result);
  }

  /**
   * A staged tree has no file that can be executed: its modes are those of its entries. The loader
   * runs it all the same.
   */
  private static List<String> start(Subject subject, BundlePath python, Path root) {
    List<String> words = new ArrayList<>();
    Path program = python.under(root);
    ElfFile elf = subject.scan().elfs().get(python);
    if (elf != null && !Files.isExecutable(program)) {
      elf.interpreter().ifPresent(words::add);
    }
    words.add(program.toString());
    return words;
  }

  private static Answer answer(
      Subject subject, BundlePath python, List<BundlePath> paths, CommandResult result) {
    List<String> lines = result.output().lines().toList();
    if (lines.isEmpty() || !lines.get(0).startsWith("python ")) {
      String last = result.said().lines().reduce((before, line) -> line).orElse(result.ending());
      return new Answer("", 0, List.of(), doesNotRun(python, last));
    }
    List<String> bad = new ArrayList<>();
    int at = -1;
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split("\t", 3);
      if (fields.length == 3) {
        BundlePath path = paths.get(Integer.parseInt(fields[0]));
        String place = fields[1].equals("0") ? "" : ":" + fields[1];
        String owner = subject.owned(path).substring(path.toString().length());
        bad.add(path + place + ": " + fields[2] + owner);
      } else if (!line.equals("end")) {
        at = Integer.parseInt(line);
      }
    }
    String reason = "";
    if (!lines.get(lines.size() - 1).equals("end")) {
      reason =
          python
              + " came to "
              + result.ending()
              + (at < 0 ? "" : " while it compiled " + paths.get(at));
    }
    return new Answer(lines.get(0).substring("python ".length()), at + 1, bad, reason);
  }

  private static String doesNotRun(BundlePath python, String reason) {
    return "the bundle's " + python + " does not run on this machine: " + reason;
  }
}
