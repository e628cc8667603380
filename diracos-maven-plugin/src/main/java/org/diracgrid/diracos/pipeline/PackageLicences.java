package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.verify.PackageFacts;

/** Reads from package headers what is said of licences. */
final class PackageLicences {

  /** Names of licence texts in packages that mark none. */
  private static final Pattern TEXT =
      Pattern.compile("(copying|licen[cs]e|copyright|notice)([._-].*)?");

  private PackageLicences() {}

  static List<PackageFacts> read(List<Path> files) {
    return files.stream()
        .map(PackageLicences::read)
        .sorted(Comparator.comparing(PackageFacts::owner))
        .toList();
  }

  private static PackageFacts read(Path file) {
    RpmFile rpm = RpmFile.read(file);
    List<BundlePath> texts = new ArrayList<>();
    for (RpmFileInfo one : rpm.header().files()) {
      if (one.type() == RpmFileInfo.Type.REGULAR && isLicence(one)) {
        texts.add(BundlePath.parse(one.path()));
      }
    }
    return new PackageFacts(
        rpm.header().nevra().toString(),
        rpm.header().text(RpmTag.LICENSE),
        texts.stream().sorted().toList());
  }

  private static boolean isLicence(RpmFileInfo file) {
    String name = file.path().substring(file.path().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return (file.flags() & RpmFileInfo.LICENSE) != 0
        || (file.path().startsWith("/usr/share/") && TEXT.matcher(name).matches());
  }
}
