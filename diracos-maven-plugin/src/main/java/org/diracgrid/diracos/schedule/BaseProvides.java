package org.diracgrid.diracos.schedule;

import java.util.List;
import org.diracgrid.diracos.nevra.Dependency;

/**
 * What the repositories that are built against say: which packages came of a source there, and
 * which requirements they can meet. Answers do not change while a plan is made.
 */
public interface BaseProvides {

  /** Repositories that hold nothing. */
  BaseProvides NOTHING =
      new BaseProvides() {
        @Override
        public List<MadePackage> madeFrom(String source, String arch) {
          return List.of();
        }

        @Override
        public boolean meets(Dependency requirement, String arch) {
          return false;
        }
      };

  /**
   * The packages that were made of a source package.
   *
   * @param source name of the source package, without version
   * @param arch architecture that is built for; packages for it and {@code noarch} ones are told
   * @return in any order; none if the source is not known
   */
  List<MadePackage> madeFrom(String source, String arch);

  /**
   * Whether some package meets the requirement.
   *
   * @param arch architecture that is built for
   */
  boolean meets(Dependency requirement, String arch);
}
