package org.diracgrid.diracos.python.requirements;

import java.util.List;

/** A line of a requirements file, which a backslash may spread over several. */
public sealed interface RequirementsLine {

  /** Of its first line in the file, from 1. */
  int number();

  /** Its text in the file, line endings included. */
  String raw();

  /** A line that asks for nothing: empty, or a comment. */
  record Remark(int number, String raw) implements RequirementsLine {}

  /**
   * A line that asks for a package.
   *
   * @param written the requirement as it stands in the file, without options and comment; variables
   *     are not replaced
   * @param requirement what it means, variables replaced
   * @param hashes one of which the archive must have, as {@code sha256:…}; may be empty
   * @param options other options, as written, such as {@code --config-settings=a=b}
   * @param comment with the blanks before it; empty if there is none
   */
  record Needed(
      int number,
      String raw,
      String written,
      Requirement requirement,
      List<String> hashes,
      List<String> options,
      String comment)
      implements RequirementsLine {

    /** Copies. */
    public Needed {
      hashes = List.copyOf(hashes);
      options = List.copyOf(options);
    }

    /** Whether the requirement holds variables of the environment. */
    public boolean hasVariables() {
      return RequirementsFile.VARIABLE.matcher(written).find();
    }

    /**
     * The line with other hashes, its version as written; the same line if nothing changes.
     *
     * @param ending line ending between its lines
     */
    public Needed withHashes(List<String> pinned, String ending) {
      RequirementReader.Read read = RequirementReader.read(written);
      return with(written.substring(read.from(), read.to()), pinned, ending);
    }

    /**
     * The line with another version and other hashes; each hash has a line of its own. The same
     * line if nothing changes.
     *
     * @param specifier in place of those it has, such as {@code ==1.2}
     * @param ending line ending between its lines
     */
    public Needed with(String specifier, List<String> pinned, String ending) {
      RequirementReader.Read read = RequirementReader.read(written);
      String stem = written.substring(0, read.from());
      String now = stem + specifier + written.substring(read.to());
      boolean same = now.equals(written) && List.copyOf(pinned).equals(hashes);
      if (same) {
        return this;
      }
      String indent = raw.substring(0, raw.length() - raw.stripLeading().length());
      StringBuilder text = new StringBuilder(indent).append(now);
      options.forEach(option -> text.append(' ').append(option));
      pinned.forEach(
          hash ->
              text.append(" \\").append(ending).append(indent).append("    --hash=").append(hash));
      text.append(comment).append(LogicalLine.ending(raw));
      return new Needed(
          number, text.toString(), now, Requirement.parse(now), pinned, options, comment);
    }
  }

  /**
   * A line that takes in another file.
   *
   * @param target path or address, relative to this file, variables replaced
   * @param constraint whether that file only restricts versions
   */
  record Include(int number, String raw, String target, boolean constraint)
      implements RequirementsLine {}

  /**
   * A line that tells pip how to work.
   *
   * @param settings in the order written
   */
  record Settings(int number, String raw, List<Setting> settings) implements RequirementsLine {

    /** Copies. */
    public Settings {
      settings = List.copyOf(settings);
    }
  }

  /**
   * An option of a line that asks for nothing.
   *
   * @param value variables replaced; empty for an option that has none
   */
  record Setting(PipOption option, String value) {}
}
