package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.diracgrid.diracos.problem.DiracosException;

/** A tar or zip archive among the sources: what is in it, and the same with some files changed. */
final class SourceArchive {

  /** What a file that is patched may have. */
  static final int MOST = 256 << 20;

  private final Path file;
  private final ArchiveForm form;
  private final Map<String, ArchiveMember> members = new HashMap<>();
  private final Map<String, Integer> last = new HashMap<>();
  private final Set<String> tops = new TreeSet<>();
  private final Set<String> linked = new HashSet<>();

  private SourceArchive(Path file, ArchiveForm form) {
    this.file = file;
    this.form = form;
  }

  /**
   * Lists an archive.
   *
   * @throws DiracosException DOS-PATCH-09 if it is damaged
   */
  static SourceArchive list(Path file, ArchiveForm form) {
    SourceArchive archive = new SourceArchive(file, form);
    try {
      archive.read();
    } catch (IOException | IllegalArgumentException e) {
      throw archive.damaged(e);
    }
    return archive;
  }

  private void read() throws IOException {
    int at = 0;
    if (form == ArchiveForm.ZIP) {
      try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
          add(member(entry), at++, "");
        }
      }
      return;
    }
    try (InputStream raw = Files.newInputStream(file);
        TarInput tar = new TarInput(form.decode(raw))) {
      while (tar.next()) {
        add(tar.member(), at++, tar.link());
      }
    }
  }

  private void add(ArchiveMember member, int at, String link) {
    members.put(member.name(), member);
    last.put(member.name(), at);
    int slash = member.name().indexOf('/');
    if (slash > 0) {
      tops.add(member.name().substring(0, slash));
    } else if (member.kind() == ArchiveMember.Kind.DIRECTORY && !member.name().isEmpty()) {
      tops.add(member.name());
    }
    if (member.kind() == ArchiveMember.Kind.HARD_LINK) {
      linked.add(ArchiveMember.plain(link));
    }
  }

  private static ArchiveMember member(ZipArchiveEntry entry) {
    ArchiveMember.Kind kind =
        entry.isDirectory()
            ? ArchiveMember.Kind.DIRECTORY
            : entry.isUnixSymlink() ? ArchiveMember.Kind.SYMLINK : ArchiveMember.Kind.FILE;
    String name = ArchiveMember.plain(entry.getName());
    return new ArchiveMember(name, kind, kind == ArchiveMember.Kind.FILE);
  }

  /** The file name of the archive. */
  String name() {
    return file.getFileName().toString();
  }

  /** The names by which a directory in a patch can mean a member of the archive. */
  List<String> candidates(String path) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      return List.of();
    }
    String first = path.substring(0, slash);
    List<String> candidates = new ArrayList<>();
    if (tops.contains(first)) {
      candidates.add(path);
    }
    if (first.equals(name()) || first.equals(form.stem(name()))) {
      candidates.add(path.substring(slash + 1));
    }
    return candidates;
  }

  boolean has(String member) {
    return members.containsKey(member);
  }

  /** What stands in the way of patching a member; empty if nothing does. */
  String obstacle(String name) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      ArchiveMember parent = members.get(name.substring(0, slash));
      if (parent != null && parent.kind() != ArchiveMember.Kind.DIRECTORY) {
        return parent.name() + " in " + name() + " is no directory: nothing is patched through it";
      }
    }
    ArchiveMember member = members.get(name);
    if (member == null) {
      return "";
    }
    return switch (member.kind()) {
      case SYMLINK -> name + " in " + name() + " is a symbolic link";
      case DIRECTORY -> name + " in " + name() + " is a directory";
      case HARD_LINK -> name + " in " + name() + " is a hard link";
      case OTHER -> name + " in " + name() + " is no plain file";
      case FILE ->
          linked.contains(name)
              ? name + " in " + name() + " has another name that is a hard link to it"
              : member.patchable() ? "" : name + " in " + name() + " is a sparse file";
    };
  }

  /** The content of members. */
  Map<String, byte[]> contents(Set<String> names) {
    Map<String, byte[]> contents = new TreeMap<>();
    try {
      if (form == ArchiveForm.ZIP) {
        zipContents(names, contents);
        return contents;
      }
      try (InputStream raw = Files.newInputStream(file);
          TarInput tar = new TarInput(form.decode(raw))) {
        while (tar.next()) {
          if (names.contains(tar.member().name())) {
            contents.put(tar.member().name(), tar.content(MOST));
          }
        }
      }
      return contents;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private void zipContents(Set<String> names, Map<String, byte[]> contents) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        String name = ArchiveMember.plain(entry.getName());
        if (names.contains(name)) {
          try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
              throw new IOException(name + " has more than " + MOST + " bytes");
            }
            contents.put(name, bytes);
          }
        }
      }
    }
  }

  /** Writes the archive with changes to another file. */
  void copy(Path to, Map<String, Content> changes) {
    try {
      if (form == ArchiveForm.ZIP) {
        ZipCopy.copy(file, to, changes, last);
      } else {
        TarCopy.copy(file, to, form, changes, last);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private DiracosException damaged(Exception cause) {
    String reason =
        cause instanceof IOException io
            ? PatchProblems.reason(io)
            : String.valueOf(cause.getMessage());
    return PatchProblems.archive(file, "the archive " + name() + " cannot be read", reason);
  }
}
