package org.diracgrid.diracos.python;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A requirements file with those that it includes by {@code -r} and {@code -c}, as far as they are
 * on this machine.
 */
public final class RequirementFiles {

  private static final Pattern INCLUDE =
      Pattern.compile("\\s*(?:-r|-c|--requirement|--constraint)[=\\s]\\s*(\\S+).*");
  private static final Pattern EDITABLE = Pattern.compile("\\s*(?:-e|--editable)(?:[=\\s].*)?");

  private final Map<Path, String> texts = new LinkedHashMap<>();

  private RequirementFiles() {}

  /**
   * Reads them all.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-11 for an editable
   *     requirement, -14 if a file cannot be read
   */
  public static RequirementFiles read(Path file, String where) {
    RequirementFiles files = new RequirementFiles();
    Deque<Path> open = new ArrayDeque<>(List.of(file.toAbsolutePath().normalize()));
    String asked = where;
    while (!open.isEmpty()) {
      Path next = open.removeFirst();
      if (!files.texts.containsKey(next)) {
        files.read(next, asked, open);
      }
      asked = file.toString();
    }
    return files;
  }

  private void read(Path file, String where, Deque<Path> open) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException e) {
      throw PythonProblems.requirements(where, file + " is no UTF-8");
    } catch (IOException e) {
      throw PythonProblems.requirements(where, "there is no file " + file);
    }
    texts.put(file, text);
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      if (EDITABLE.matcher(line).matches()) {
        throw PythonProblems.editable(file.getFileName() + ":" + number);
      }
      Matcher include = INCLUDE.matcher(line);
      if (include.matches() && !include.group(1).contains("://")) {
        open.add(file.resolveSibling(include.group(1)).normalize());
      }
    }
  }

  /** The contents, the first file's first. */
  public List<String> texts() {
    return List.copyOf(texts.values());
  }
}
