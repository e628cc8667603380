package org.diracgrid.diracos.build.chroot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.SourceCopy;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.exec.CommandResult;

/**
 * Makes a source package in a buildroot that is there: of all files of a directory, whatever their
 * times, and with modes 0644 or 0755, so that the same content gives the same bytes.
 *
 * @param directory to work in
 */
record SourceRun(SourceJob job, Path base, Path directory, SandboxRunner sandboxes) {

  /** How many of the last lines are shown. */
  private static final int SHOWN = 15;

  /**
   * Arguments: the top directory, the spec, options. A source without a change log gets a time that
   * every archive format can hold; {@link org.diracgrid.diracos.build.BuildTime} tells why noon is
   * not taken.
   */
  private static final String SCRIPT =
      """
      umask 022
      cd "$1/SPECS" || exit
      spec=$2
      shift 2
      if [ -z "$SOURCE_DATE_EPOCH" ]; then
        rpmspec -q --srpm --qf '[%{CHANGELOGTIME}\\n]' "$@" "$spec" > /tmp/epoch || exit
        read -r SOURCE_DATE_EPOCH < /tmp/epoch || SOURCE_DATE_EPOCH=315532800
        if [ $((SOURCE_DATE_EPOCH % 86400)) = 43200 ]; then
          SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH - 43200))
        fi
      fi
      export SOURCE_DATE_EPOCH
      touch -d "@$SOURCE_DATE_EPOCH" ../SPECS/* || exit
      for file in ../SOURCES/*; do
        if [ -e "$file" ]; then touch -d "@$SOURCE_DATE_EPOCH" "$file" || exit; fi
      done
      exec rpmbuild -bs "$@" "$spec"
      """;

  /** Makes it. */
  Path run() throws IOException {
    Workplace place = Workplace.in(directory);
    Path sources = Files.createDirectories(place.top().resolve("SOURCES"));
    Path specs = Files.createDirectories(place.top().resolve("SPECS"));
    SourceCopy.copy(job.directory(), job.spec(), specs, sources);
    String where = job.directory().resolve(job.spec()).toString();
    if (!Files.exists(specs.resolve(job.spec()))) {
      throw ChrootProblems.noSourcePackage(job.name(), where, "the spec is not there", "");
    }
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "source", Inside.TOP));
    words.add(job.spec());
    words.addAll(RpmbuildWords.options(job.settings()));
    SortedMap<String, String> environment = RpmbuildWords.environment(job.settings());
    environment.put(
        "SOURCE_DATE_EPOCH",
        job.settings().sourceDateEpoch().isPresent()
            ? Long.toString(job.settings().sourceDateEpoch().getAsLong())
            : "");
    CommandResult result =
        sandboxes.run(
            place.sandbox(base, RpmbuildWords.hostName(job.settings())),
            job.settings(),
            words,
            environment,
            Optional.empty());
    Files.writeString(
        job.log(),
        "+ rpmbuild -bs " + job.spec() + "\n" + result.said(),
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    List<Path> made = result.succeeded() ? made(place) : List.of();
    if (made.size() != 1) {
      throw ChrootProblems.noSourcePackage(job.name(), where, result.ending(), end(result.said()));
    }
    Path target = job.output().resolve(made.get(0).getFileName().toString());
    Files.createDirectories(job.output());
    return Files.move(made.get(0), target, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Path> made(Workplace place) throws IOException {
    try (Stream<Path> files = Files.list(place.top().resolve("SRPMS"))) {
      return files.filter(file -> file.toString().endsWith("src.rpm")).toList();
    }
  }

  private static String end(String said) {
    List<String> lines = said.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
  }
}
