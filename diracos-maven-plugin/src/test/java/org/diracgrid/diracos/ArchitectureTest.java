package org.diracgrid.diracos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The layers of the engine hold: each package uses only those before it, and only mojo Maven. */
@AnalyzeClasses(
    packages = "org.diracgrid.diracos",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String BASE = "org.diracgrid.diracos.";

  /** From the bottom up; a class may use its own package and those to the left. */
  private static final List<String> LAYERS =
      List.of(
          "problem",
          "json",
          "progress",
          "digest",
          "deflate",
          "nevra",
          "path",
          "exec",
          "signature",
          "config",
          "rpm",
          "elf",
          "repo",
          "repodata",
          "resolve",
          "stage",
          "schedule",
          "build",
          "python",
          "relocate",
          "verify",
          "bundle",
          "extension",
          "publish",
          "pipeline",
          "mojo");

  @ArchTest
  static final ArchRule onlyMojoKnowsMaven =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "mojo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.maven..", "javax.inject..", "org.eclipse.aether..");

  @ArchTest
  static final ArchRule layersPointDownwards =
      classes()
          .should(
              new ArchCondition<JavaClass>("use only the layers below their own") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  int mine = layer(item);
                  item.getDirectDependenciesFromSelf().stream()
                      .filter(dependency -> layer(dependency.getTargetClass()) > mine)
                      .forEach(
                          dependency ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      item, dependency.getDescription())));
                }
              });

  @ArchTest
  static final ArchRule everyPackageIsALayer =
      classes()
          .should(
              new ArchCondition<JavaClass>("reside in a named layer") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  if (layer(item) == Integer.MAX_VALUE) {
                    events.add(
                        SimpleConditionEvent.violated(item, item.getName() + " is in no layer"));
                  }
                }
              });

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              new ArchCondition<JavaClass>("reside in a package that is @NullMarked") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            item, item.getPackageName() + " is not @NullMarked"));
                  }
                }
              });

  /** The position of a class; -1 for other people's classes, the maximum for an unknown package. */
  private static int layer(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(BASE)) {
      return name.equals("org.diracgrid.diracos") ? Integer.MAX_VALUE : -1;
    }
    String first = name.substring(BASE.length()).split("\\.", 2)[0];
    int at = LAYERS.indexOf(first);
    return at < 0 ? Integer.MAX_VALUE : at;
  }
}
