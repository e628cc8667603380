package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.diracgrid.diracos.rpm.DecoderMemory;
import org.diracgrid.diracos.rpm.Payload;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;

/** Unpacks source packages. */
final class SourceUnpacker {

  /** rpm's RPMFILE_SPECFILE. */
  private static final int SPEC_FLAG = 1 << 5;

  private SourceUnpacker() {}

  /**
   * Unpacks a source package into an existing, empty directory; every file is verified.
   *
   * @return the file name of its spec
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RPM-NN if it is damaged,
   *     DOS-SOURCE-06 if it has not one spec, -11 if it holds what is no plain file with a plain
   *     name
   */
  static String unpack(Path srpm, Path directory) {
    RpmFile rpm = RpmFile.read(srpm);
    try (Payload payload = rpm.payload().open(DecoderMemory.quarterOfHeap())) {
      while (payload.next()) {
        RpmFileInfo file = payload.file();
        Path target = target(srpm, directory, file);
        if (!payload.hasContent()) {
          throw SourceProblems.name(srpm.toString(), file.path(), "it is no plain file");
        }
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
          payload.content(out::write);
        }
        Files.setPosixFilePermissions(target, permissions(file.mode()));
      }
    } catch (IOException e) {
      throw SourceProblems.io(directory, e);
    }
    List<String> flagged =
        rpm.header().files().stream()
            .filter(file -> (file.flags() & SPEC_FLAG) != 0)
            .map(RpmFileInfo::path)
            .toList();
    return flagged.size() == 1 ? flagged.get(0) : SourceTrees.spec(directory);
  }

  private static Path target(Path srpm, Path directory, RpmFileInfo file) {
    String name = file.path();
    if (file.type() != RpmFileInfo.Type.REGULAR) {
      throw SourceProblems.name(srpm.toString(), name, "it is no plain file");
    }
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw SourceProblems.name(srpm.toString(), "'" + name + "'", "it is no plain file name");
    }
    try {
      return directory.resolve(name);
    } catch (InvalidPathException e) {
      throw SourceProblems.name(
          srpm.toString(), name, "this locale has no such name: set LC_ALL=C.UTF-8");
    }
  }

  /** As git has it: what the owner can execute everybody can, and only the owner can write. */
  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    if ((mode & 0100) != 0) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    return permissions;
  }
}
