package org.diracgrid.diracos.build.failure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.diracgrid.diracos.build.BuildOutcome;

/**
 * Weighs evidence: which causes, the likeliest first.
 *
 * <p>What rpmbuild says counts wherever it stands. What a program says counts if its part of the
 * spec failed; if it is the kind of thing that programs say and go on, only shortly before the end.
 * Tests say anything: in {@code %check} all that is said earlier comes after the failure of the
 * tests itself. What is left is in the order of {@link CauseKind}.
 */
final class Causes {

  private static final int MOST = 3;

  private static final Pattern PYTHON_ABI =
      Pattern.compile("^(?:python\\(abi\\)|libpython[0-9.]+[a-z]*\\.so)");

  /** These explain nothing where something else does. */
  private static final Set<CauseKind> SYMPTOMS =
      EnumSet.of(CauseKind.WARNINGS, CauseKind.COMPILER, CauseKind.LINKER, CauseKind.ROUTINE);

  private Causes() {}

  /** The hints at each cause that counts, the likeliest cause first; a cause may have none. */
  static Map<CauseKind, List<Hint>> weigh(Evidence evidence, BuildOutcome.Failure failure) {
    Map<CauseKind, List<Hint>> sure = new EnumMap<>(CauseKind.class);
    Map<CauseKind, List<Hint>> doubtful = new EnumMap<>(CauseKind.class);
    boolean tests = evidence.section().equals("%check");
    for (Hint hint : evidence.hints()) {
      boolean near = evidence.isNearEnd(hint);
      Rule.Weight weight = hint.rule().weight();
      if (weight == Rule.Weight.CLOSE && !near) {
        continue;
      }
      boolean doubt = tests && weight != Rule.Weight.SAID && (!near || isSymptom(hint));
      (doubt ? doubtful : sure).computeIfAbsent(kind(hint), kind -> new ArrayList<>()).add(hint);
    }
    if (tests) {
      sure.put(CauseKind.TESTS, List.of());
    }
    if (failure.step().startsWith("routine ")) {
      sure.put(CauseKind.ROUTINE, List.of());
    }
    return ranked(sure, doubtful);
  }

  private static boolean isSymptom(Hint hint) {
    return SYMPTOMS.contains(hint.kind());
  }

  private static CauseKind kind(Hint hint) {
    boolean python =
        hint.kind() == CauseKind.BUILD_REQUIRES && PYTHON_ABI.matcher(hint.what()).find();
    return python ? CauseKind.PYTHON_ABI : hint.kind();
  }

  private static Map<CauseKind, List<Hint>> ranked(
      Map<CauseKind, List<Hint>> sure, Map<CauseKind, List<Hint>> doubtful) {
    Map<CauseKind, List<Hint>> ranked = new LinkedHashMap<>();
    for (Map<CauseKind, List<Hint>> group : List.of(sure, doubtful)) {
      group.forEach(
          (kind, hints) -> {
            boolean explained = SYMPTOMS.contains(kind) && !ranked.isEmpty();
            if (ranked.size() < MOST && !explained && !ranked.containsKey(kind)) {
              List<Hint> inOrder = new ArrayList<>(hints);
              inOrder.sort(Comparator.comparingLong(hint -> place(hint.line())));
              ranked.put(kind, inOrder);
            }
          });
    }
    return ranked;
  }

  /** The message of the failure comes last. */
  private static long place(LogLine line) {
    return line.number() == 0 ? Long.MAX_VALUE : line.number();
  }
}
