package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.repo.Comps;
import org.diracgrid.diracos.repo.Comps.Kind;
import org.diracgrid.diracos.repo.Comps.Member;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;

class GroupsTest {

  private final RepoIndex index =
      World.of(
              """
              bash-1-1.x86_64
              vim-1-1.x86_64
                provides editor
              emacs-1-1.x86_64
              vim-extra-1-1.noarch
              foreign-1-1.aarch64
              """)
          .index();

  private final Groups groups =
      new Groups(
          index,
          List.of(
              new Comps(
                  List.of(
                      new Comps.Group(
                          "core",
                          "Core Packages",
                          List.of(
                              new Member(Kind.MANDATORY, "bash", ""),
                              new Member(Kind.DEFAULT, "foreign", ""),
                              new Member(Kind.OPTIONAL, "emacs", ""),
                              new Member(Kind.CONDITIONAL, "vim-extra", "editor"))),
                      new Comps.Group("edit", "Editors", List.of())),
                  List.of(
                      new Comps.Environment("minimal", "Least", List.of("core", "edit", "gone")),
                      new Comps.Environment("core", "Core Packages", List.of("edit")))),
              // The same group of another repository adds to it.
              new Comps(
                  List.of(
                      new Comps.Group(
                          "edit", "Editors", List.of(new Member(Kind.DEFAULT, "vim", "")))),
                  List.of())),
          "x86_64");

  private Groups.Expansion expand(String... specs) {
    return groups.expand(Arrays.stream(specs).map(s -> new Root(s, "packages", "x:1")).toList());
  }

  private List<String> names(String... specs) {
    return expand(specs).roots().stream().map(Root::spec).toList();
  }

  @Test
  void mandatoryAndDefaultPackagesTakeThePlaceOfAGroup() {
    Groups.Expansion expansion = expand("emacs", "@edit", "@minimal");
    assertThat(expansion.roots())
        .containsExactly(
            new Root("emacs", "packages", "x:1"),
            new Root("vim", "packages @edit", "x:1"),
            new Root("bash", "packages @minimal", "x:1"),
            new Root("vim", "packages @minimal", "x:1"));
    assertThat(expansion.warnings())
        .containsExactly("no package 'foreign', which group @minimal lists");
  }

  @Test
  void groupsAreKnownByIdAndNameAndGlobWhateverTheCase() {
    assertThat(names("@Editors")).containsExactly("vim");
    assertThat(names("@eDITORS")).containsExactly("vim");
    assertThat(names("@EDI*")).containsExactly("vim");
    assertThat(names("@^least")).containsExactly("bash", "vim");
    assertThat(names("@^Core")).containsExactly("vim");
  }

  @Test
  void whatDoesNotExistIsNamedWithWhatIsNear() {
    assertThatThrownBy(() -> expand("@edti", "@^edit", "@nodejs:18"))
        .hasMessageContaining("DOS-GROUP-01 there is no group or environment '@edti'")
        .hasMessageContaining("did you mean @edit?")
        .hasMessageContaining("'@^edit'")
        .hasMessageContaining("for a module write \"modules\": [\"nodejs:18\"]");
  }

  @Test
  void conditionalPackagesAreDueWhenWhatTheyDependOnShips() {
    Groups.Expansion expansion = expand("@core");
    assertThat(expansion.conditionals())
        .containsExactly(
            new Groups.Conditional(new Root("vim-extra", "packages @core", "x:1"), "editor"));
    assertThat(due(expansion, 0)).isEmpty();
    assertThat(due(expansion, 0, 1)).containsExactly("vim-extra");
    assertThat(due(expansion, 0, 1, 3)).isEmpty();
  }

  private List<String> due(Groups.Expansion expansion, int... packages) {
    List<Closure.Reason> reasons = List.of(new Closure.Reason("test", true, "test"));
    Closure closure =
        new Closure(
            Arrays.stream(packages)
                .mapToObj(p -> new Closure.Chosen(index.record(p), reasons))
                .toList(),
            List.of());
    return groups.due(expansion.conditionals(), closure).stream().map(Root::spec).toList();
  }
}
