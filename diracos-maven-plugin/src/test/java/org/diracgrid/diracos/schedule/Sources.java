package org.diracgrid.diracos.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;

/**
 * Sources to plan, and what they are built against, from a text:
 *
 * <pre>
 * text    = { block } ;
 * block   = ( source | "base" ), newline, { "  ", line, newline } ;
 * source  = name, { " bootstrap" | " ", version-release | " ", seconds, "s" | " arch=", arch } ;
 * line    = "needs ", dependency, { ", ", dependency }     BuildRequires
 *         | "told ", dependency, { ", ", dependency }      told while an earlier build ran
 *         | "makes ", name, { ", ", name }                 packages, as the header tells them
 *         | "keeps ", name, { ", ", name }                 the only ones that are kept
 *         | "made ", package                               by an earlier build
 *         | "has ", capability, { ", ", capability }       of the base: in whatever package
 *         | "from ", name, ": ", package ;                 of the base: made of that source
 * package = name, [ " ", version-release ], [ ": ", capabilities ], [ " &lt;- ", dependencies ] ;
 * </pre>
 *
 * A version is {@code 1-1} if none is said. A line that begins with {@code #} says nothing. A
 * source is at {@code diracos.json:<its number>}.
 */
final class Sources implements BaseProvides {

  private final List<PlannedSource> all = new ArrayList<>();
  private final Map<String, Duration> durations = new TreeMap<>();
  private final Map<String, List<Capability>> has = new HashMap<>();
  private final Map<String, List<MadePackage>> from = new LinkedHashMap<>();

  private Sources() {}

  static Sources parse(String text) {
    Sources sources = new Sources();
    String head = "";
    List<String> lines = new ArrayList<>();
    for (String line : (text + "\nend").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("  ")) {
        lines.add(line.strip());
        continue;
      }
      if (!head.isEmpty()) {
        sources.block(head, lines);
      }
      head = line;
      lines.clear();
    }
    return sources;
  }

  List<PlannedSource> all() {
    return all;
  }

  Durations durations() {
    return Durations.of(durations);
  }

  BuildPlan plan() {
    return BuildPlan.of(all, this);
  }

  private void block(String head, List<String> lines) {
    if (head.equals("base")) {
      lines.forEach(this::base);
      return;
    }
    String[] words = head.split(" ");
    String name = words[0];
    String evr = "1-1";
    String arch = "x86_64";
    boolean bootstrap = false;
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      if (word.equals("bootstrap")) {
        bootstrap = true;
      } else if (word.startsWith("arch=")) {
        arch = word.substring(5);
      } else if (word.matches("[0-9]+s")) {
        Duration time = Duration.ofSeconds(Long.parseLong(word.substring(0, word.length() - 1)));
        durations.put(name + (bootstrap ? "@bootstrap" : ""), time);
      } else {
        evr = word;
      }
    }
    List<Dependency> needs = new ArrayList<>();
    List<Dependency> told = new ArrayList<>();
    List<Capability> makes = new ArrayList<>();
    List<String> keeps = new ArrayList<>();
    List<MadePackage> made = new ArrayList<>();
    boolean dynamic = false;
    for (String line : lines) {
      String rest = line.substring(line.indexOf(' ') + 1);
      switch (line.substring(0, line.length() - rest.length() - 1)) {
        case "needs" -> needs.addAll(dependencies(rest));
        case "told" -> told.addAll(dependencies(rest));
        case "dynamic" -> dynamic = true;
        case "keeps" -> keeps.addAll(List.of(rest.split(", ")));
        case "made" -> made.add(made(rest, evr, arch));
        case "makes" -> {
          for (String made1 : rest.split(", ")) {
            makes.add(new Capability(made1, Operator.EQ, Evr.parse(evr)));
          }
        }
        default -> throw new IllegalArgumentException(line);
      }
    }
    Nevra nevra = new Nevra(name, Evr.parse(evr), "src");
    int number = all.size();
    all.add(
        new PlannedSource(
            number,
            name,
            "",
            new SourceHeader(nevra, needs, makes, List.of(), List.of(), dynamic),
            bootstrap,
            "diracos.json:" + number,
            arch,
            kept -> keeps.isEmpty() || keeps.contains(kept.name()),
            told,
            made));
  }

  private void base(String line) {
    String rest = line.substring(line.indexOf(' ') + 1);
    if (line.startsWith("has ")) {
      capabilities(rest).forEach(this::has);
      return;
    }
    int colon = rest.indexOf(": ");
    MadePackage made = made(rest.substring(colon + 2), "1-1", "x86_64");
    from.computeIfAbsent(rest.substring(0, colon), name -> new ArrayList<>()).add(made);
    made.provides().forEach(this::has);
  }

  private void has(Capability capability) {
    has.computeIfAbsent(capability.name(), name -> new ArrayList<>()).add(capability);
  }

  private static MadePackage made(String text, String evr, String arch) {
    int arrow = text.indexOf(" <- ");
    List<Dependency> requires = arrow < 0 ? List.of() : dependencies(text.substring(arrow + 4));
    String front = arrow < 0 ? text : text.substring(0, arrow);
    int colon = front.indexOf(": ");
    List<Capability> provides = new ArrayList<>();
    if (colon >= 0) {
      provides.addAll(capabilities(front.substring(colon + 2)));
    }
    String[] words = (colon < 0 ? front : front.substring(0, colon)).split(" ");
    Evr version = Evr.parse(words.length > 1 ? words[1] : evr);
    provides.add(new Capability(words[0], Operator.EQ, version));
    return new MadePackage(new Nevra(words[0], version, arch), provides, requires);
  }

  static List<Dependency> dependencies(String text) {
    return capabilities(text).stream().map(Dependency::of).toList();
  }

  private static List<Capability> capabilities(String text) {
    return Arrays.stream(text.split(", "))
        .map(one -> Capability.versioned(one).orElseGet(() -> Capability.of(one)))
        .toList();
  }

  @Override
  public List<MadePackage> madeFrom(String source, String arch) {
    return from.getOrDefault(source, List.of());
  }

  @Override
  public boolean meets(Dependency requirement, String arch) {
    if (requirement instanceof Dependency.Versioned versioned) {
      Capability wanted = versioned.capability();
      return has.getOrDefault(wanted.name(), List.of()).stream()
          .anyMatch(one -> one.satisfies(wanted));
    }
    if (requirement instanceof Dependency.FilePath file) {
      return meets(new Dependency.Versioned(Capability.of(file.path())), arch);
    }
    if (requirement instanceof Dependency.And and) {
      return and.parts().stream().allMatch(part -> meets(part, arch));
    }
    if (requirement instanceof Dependency.Or or) {
      return or.parts().stream().anyMatch(part -> meets(part, arch));
    }
    return requirement instanceof Dependency.With with
        && with.parts().stream().allMatch(part -> meets(part, arch));
  }
}
