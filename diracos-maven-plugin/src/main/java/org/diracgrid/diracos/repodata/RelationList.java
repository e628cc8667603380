package org.diracgrid.diracos.repodata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.rpm.RelationTags;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmRelation;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a package as primary lists them: what createrepo_c keeps of them, in its order
 * (its {@code parsehdr.c}).
 */
final class RelationList {

  private static final String LIBC = "libc.so.6";

  /** What marks a requirement that has to be there before the package is. */
  private static final int BEFORE =
      RpmRelation.PREREQUISITE
          | RpmRelation.SCRIPT_PRE
          | RpmRelation.SCRIPT_POST
          | RpmRelation.PRE_TRANSACTION
          | RpmRelation.POST_TRANSACTION;

  /**
   * One relation.
   *
   * @param flags {@code EQ} and so on; empty if any version will do
   * @param epoch empty if there is no version
   * @param before whether it has to be there before the package is
   */
  record Entry(
      String name, String flags, String epoch, String version, String release, boolean before) {}

  final List<Entry> provides = new ArrayList<>();
  final List<Entry> requires = new ArrayList<>();
  final List<Entry> conflicts = new ArrayList<>();
  final List<Entry> obsoletes = new ArrayList<>();
  final List<Entry> suggests = new ArrayList<>();
  final List<Entry> enhances = new ArrayList<>();
  final List<Entry> recommends = new ArrayList<>();
  final List<Entry> supplements = new ArrayList<>();

  private RelationList() {}

  static RelationList of(RpmHeader header, FileElements files) {
    RelationList all = new RelationList();
    List<RpmRelation> provided = header.stated(RelationTags.PROVIDES);
    take(provided, all.provides);
    take(header.stated(RelationTags.CONFLICTS), all.conflicts);
    take(header.stated(RelationTags.OBSOLETES), all.obsoletes);
    all.require(header.stated(RelationTags.REQUIRES), provided, files);
    take(header.stated(RelationTags.SUGGESTS), all.suggests);
    take(header.stated(RelationTags.ENHANCES), all.enhances);
    take(header.stated(RelationTags.RECOMMENDS), all.recommends);
    take(header.stated(RelationTags.SUPPLEMENTS), all.supplements);
    split(header.stated(RelationTags.OLD_SUGGESTS), all.recommends, all.suggests);
    split(header.stated(RelationTags.OLD_ENHANCES), all.supplements, all.enhances);
    return all;
  }

  private static void take(List<RpmRelation> stated, List<Entry> to) {
    for (RpmRelation relation : stated) {
      if (isUsable(relation)) {
        to.add(entry(relation, false));
      }
    }
  }

  private static void split(List<RpmRelation> stated, List<Entry> strong, List<Entry> weak) {
    for (RpmRelation relation : stated) {
      if (isUsable(relation)) {
        ((relation.flags() & RpmRelation.STRONG) != 0 ? strong : weak).add(entry(relation, false));
      }
    }
  }

  private void require(List<RpmRelation> stated, List<RpmRelation> provided, FileElements files) {
    if (stated.isEmpty()) {
      return;
    }
    Map<String, List<RpmRelation>> own = new HashMap<>();
    for (RpmRelation relation : provided) {
      if (isUsable(relation)) {
        List<RpmRelation> others = own.get(relation.name());
        if (others == null) {
          others = new ArrayList<>(1);
          own.put(relation.name(), others);
        }
        others.add(relation);
      }
    }
    Map<String, RpmRelation> last = new HashMap<>();
    Entry libc = null;
    for (RpmRelation relation : stated) {
      String name = relation.name();
      if (name.startsWith("rpmlib(") || holds(own.get(name), relation)) {
        continue;
      }
      if (name.startsWith("/") && FileElements.isPrimary(name) && files.havePrimary(name)) {
        continue;
      }
      if (!isUsable(relation)) {
        continue;
      }
      boolean before = (relation.flags() & BEFORE) != 0;
      RpmRelation same = last.get(name);
      if (same != null && isSame(same, relation) && (same.flags() & BEFORE) != 0 == before) {
        continue;
      }
      Entry entry = entry(relation, before);
      if ((relation.flags() & RpmRelation.MISSING_OK) != 0) {
        recommends.add(entry);
      } else if (name.startsWith(LIBC)) {
        // The newest version of the interface stands for those before it, behind all others.
        libc = libc == null || isNewer(name, libc.name()) ? entry : libc;
      } else {
        requires.add(entry);
        last.put(name, relation);
      }
    }
    if (libc != null) {
      requires.add(libc);
    }
  }

  private static boolean holds(@Nullable List<RpmRelation> own, RpmRelation relation) {
    if (own != null) {
      for (RpmRelation each : own) {
        if (isSame(each, relation)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Of two relations of one name. */
  private static boolean isSame(RpmRelation a, RpmRelation b) {
    return a.version().equals(b.version()) && flags(a).equals(flags(b));
  }

  /**
   * Whether {@code libc.so.6(GLIBC_2.4)(64bit)} names a newer interface than another. None in
   * parentheses is the oldest.
   */
  static boolean isNewer(String name, String than) {
    String version = interfaceVersion(name);
    String other = interfaceVersion(than);
    if (version.isEmpty() || other.isEmpty()) {
      return !version.isEmpty();
    }
    return new Evr(0, version, null).compareTo(new Evr(0, other, null)) > 0;
  }

  /** What stands from the first digit to the end of the first parentheses; empty if nothing. */
  private static String interfaceVersion(String name) {
    int open = name.indexOf('(');
    int close = name.indexOf(')', open + 1);
    if (open < 0 || close < 0) {
      return "";
    }
    int from = open + 1;
    while (from < close && (name.charAt(from) < '0' || name.charAt(from) > '9')) {
      from++;
    }
    return name.substring(from, close);
  }

  /** Nobody can mean a relation without a name or with an epoch that is no number. */
  private static boolean isUsable(RpmRelation relation) {
    int colon = relation.version().indexOf(':');
    for (int i = 0; i < colon; i++) {
      char c = relation.version().charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return !relation.name().isEmpty();
  }

  private static Entry entry(RpmRelation relation, boolean before) {
    String flags = flags(relation);
    String text = relation.version();
    if (flags.isEmpty() || text.isEmpty()) {
      return new Entry(relation.name(), flags, "", "", "", before);
    }
    int colon = text.indexOf(':');
    int dash = text.indexOf('-', colon + 1);
    return new Entry(
        relation.name(),
        flags,
        colon <= 0 ? "0" : text.substring(0, colon),
        text.substring(colon + 1, dash < 0 ? text.length() : dash),
        dash < 0 ? "" : text.substring(dash + 1),
        before);
  }

  private static String flags(RpmRelation relation) {
    return switch (relation.flags() & 0xF) {
      case RpmRelation.LESS -> "LT";
      case RpmRelation.GREATER -> "GT";
      case RpmRelation.EQUAL -> "EQ";
      case RpmRelation.LESS | RpmRelation.EQUAL -> "LE";
      case RpmRelation.GREATER | RpmRelation.EQUAL -> "GE";
      default -> "";
    };
  }
}
