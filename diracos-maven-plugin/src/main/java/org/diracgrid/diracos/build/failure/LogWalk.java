package org.diracgrid.diracos.build.failure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Goes through a log and keeps what matters. rpmbuild runs one script for each part of a spec and
 * stops at the first that fails: what programs said in earlier parts went well, so it is forgotten
 * when the next part begins.
 */
final class LogWalk {

  private static final Pattern EXECUTING = Pattern.compile("^Executing\\((?<section>[%\\w]+)\\): ");
  private static final Pattern BAD_EXIT =
      Pattern.compile("Bad exit status from \\S+ \\((?<section>[%\\w]+)\\)");
  private static final Pattern TARGET =
      Pattern.compile(
          "^(?:\\S*make(?:\\[[0-9]+\\])?: \\*\\*\\* (?!Waiting for unfinished)|FAILED: |ninja: error: )");
  private static final Pattern PATCH_NAME = Pattern.compile("Patch #[0-9]+ \\((?<name>[^)]+)\\)");
  private static final Pattern PATCH_FILE =
      Pattern.compile("(?<![^/\\s'\"])(?<name>[^/\\s'\"]+\\.(?:patch|diff))\\b");
  private static final String PATCHING = "patching file ";

  private static final int LAST = 20;

  /** Of the hints at one cause, this many of the first and of the last are kept. */
  private static final int HINTS = 30;

  private static final int TARGETS = 5;

  private final Deque<LogLine> last = new ArrayDeque<>();
  private final Map<CauseKind, Map<String, Hint>> hints = new EnumMap<>(CauseKind.class);
  private final List<LogLine> targets = new ArrayList<>();
  private Optional<Rules.OpenBlock> block = Optional.empty();
  private String section = "";
  private String command = "";
  private String patch = "";
  private String patched = "";
  private long number;
  private long end;

  /** Takes the next line of the log. */
  void add(LogLine line) {
    number = line.number();
    keep(line);
    if (isBoundary(line)) {
      return;
    }
    trace(line.text());
    if (targets.size() < TARGETS && isTarget(line.text()) && TARGET.matcher(line.text()).find()) {
      targets.add(line);
    }
    hint(line);
  }

  /** Takes a line of the message that the failure came with; it has no number. */
  void addEnding(String text) {
    LogLine line = new LogLine(0, text);
    Rules.ending(line).forEach(this::remember);
    if (block.isPresent() && block.get().holds(line)) {
      block.get().read(line).ifPresent(this::remember);
    } else {
      open(line);
    }
  }

  /** What was kept. */
  Evidence evidence() {
    String file = patched.isEmpty() ? "" : " (file " + patched + ")";
    return new Evidence(
        section,
        command,
        targets,
        hints.values().stream().flatMap(kept -> kept.values().stream()).toList(),
        patch + file,
        new ArrayList<>(last),
        end == 0 ? number : end);
  }

  private void keep(LogLine line) {
    if (!line.text().isBlank()) {
      last.add(line);
      if (last.size() > LAST) {
        last.remove();
      }
    }
  }

  /** Whether a part of the spec begins or ends here. */
  private boolean isBoundary(LogLine line) {
    String text = line.text();
    if (text.startsWith("Executing(")) {
      Matcher executing = EXECUTING.matcher(text);
      if (executing.find()) {
        begin(executing.group("section"));
        return true;
      }
    }
    if (text.startsWith("== routine ") && text.endsWith(" starts")) {
      begin("");
      return true;
    }
    if (text.startsWith("Processing files: ")) {
      begin("%files");
      return true;
    }
    if (text.contains("Bad exit status from ")) {
      Matcher bad = BAD_EXIT.matcher(text);
      if (bad.find()) {
        section = bad.group("section");
        end = end == 0 ? line.number() : end;
        return true;
      }
    }
    return false;
  }

  /** Saves most lines the pattern. */
  private static boolean isTarget(String text) {
    return text.contains(": *** ") || text.startsWith("FAILED: ") || text.startsWith("ninja: ");
  }

  private void begin(String part) {
    section = part;
    command = "";
    patch = "";
    patched = "";
    end = 0;
    targets.clear();
    hints.clear();
    block = Optional.empty();
  }

  /** Scripts run with {@code -x}: each command is told before it runs. */
  private void trace(String text) {
    if (text.startsWith("+ ")) {
      command = text.substring(2);
      if (text.contains(".patch") || text.contains(".diff")) {
        patch(PATCH_FILE.matcher(text));
      }
    }
    if (text.contains("Patch #")) {
      patch(PATCH_NAME.matcher(text));
    } else if (text.startsWith(PATCHING)) {
      patched = text.substring(PATCHING.length());
    }
  }

  private void patch(Matcher matcher) {
    if (matcher.find()) {
      patch = matcher.group("name");
      patched = "";
    }
  }

  private void hint(LogLine line) {
    if (block.isPresent() && block.get().holds(line)) {
      block.get().read(line).ifPresent(this::remember);
      return;
    }
    block = Optional.empty();
    if (!Rules.mayTell(line)) {
      return;
    }
    open(line);
    if (block.isEmpty()) {
      Rules.line(line).ifPresent(this::remember);
    }
  }

  private void open(LogLine line) {
    block = Rules.block(line);
    block
        .map(Rules.OpenBlock::header)
        .filter(header -> header.rule().want().isPresent())
        .ifPresent(this::remember);
  }

  private void remember(Hint hint) {
    if (end > 0 && hint.line().number() > 0 && hint.rule().weight() != Rule.Weight.SAID) {
      return;
    }
    Map<String, Hint> kept = hints.computeIfAbsent(hint.kind(), kind -> new LinkedHashMap<>());
    String key = hint.what() + "\n" + hint.owner();
    Hint earlier = kept.remove(key);
    if (earlier != null) {
      kept.put(key, earlier.again(hint.line()));
      return;
    }
    kept.put(key, hint);
    if (kept.size() > 2 * HINTS) {
      kept.remove(kept.keySet().stream().skip(HINTS).findFirst().orElseThrow());
    }
  }
}
