package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dnf would install for a group, and what we lock. */
@Tag("oracle")
class GroupsOracleTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^ (\\S+) +(?:noarch|x86_64) +\\S+ +base ");

  private static final String COMPS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
      <comps>
        <group>
          <id>core</id><name>Core Packages</name><name xml:lang="de">Kern</name>
          <description/><default>true</default><uservisible>true</uservisible>
          <packagelist>
            <packagereq type="mandatory">bash</packagereq>
            <packagereq type="default">vim</packagereq>
            <packagereq type="optional">emacs</packagereq>
            <packagereq type="conditional" requires="vim">vim-extra</packagereq>
            <packagereq type="conditional" requires="emacs">emacs-extra</packagereq>
            <packagereq type="default">missing</packagereq>
          </packagelist>
        </group>
        <group>
          <id>edit</id><name>Editors</name><description/>
          <default>true</default><uservisible>true</uservisible>
          <packagelist>
            <packagereq type="default">emacs</packagereq>
            <packagereq type="conditional" requires="bash">shells</packagereq>
            <packagereq type="conditional" requires="shells">more-shells</packagereq>
          </packagelist>
        </group>
        <group>
          <id>odd</id><name>core-like</name><description/>
          <default>true</default><uservisible>true</uservisible>
          <packagelist><packagereq type="default">odd</packagereq></packagelist>
        </group>
        <environment>
          <id>both-environment</id><name>Both of Them</name><description/>
          <display_order>1</display_order>
          <grouplist><groupid>core</groupid><groupid>edit</groupid></grouplist>
          <optionlist><groupid>odd</groupid></optionlist>
        </environment>
      </comps>
      """;

  @TempDir private static Path directory;

  @BeforeAll
  static void writeRepository() throws IOException {
    Oracles.require("dnf");
    RepoBuilder repo = new RepoBuilder().metadata("group", COMPS);
    repo.add("bash-1-1.x86_64", p -> p.requires("library"));
    repo.add("library-1-1.x86_64", p -> {});
    repo.add("vim-1-1.x86_64", p -> {});
    for (String name :
        Set.of("emacs", "vim-extra", "emacs-extra", "shells", "more-shells", "odd")) {
      repo.add(name + "-1-1.noarch", p -> {});
    }
    repo.write(directory.resolve("repo"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@core",
        "@edit",
        "@CORE PACKAGES",
        "@Both of Them",
        "@both-environment",
        "@core;emacs",
        "@edit;shells",
        "@edit;bash",
        "@core*"
      })
  void theSamePackagesShip(String roots) throws IOException {
    String[] specs = roots.split(";");
    Project project =
        new Project(
            directory.resolve("project"),
            directory.resolve("cache"),
            directory.resolve("repo").toUri().toString());
    project.config.put("packages", "[\"" + String.join("\", \"", specs) + "\"]");
    project.config.put("boundary", "{\"packages\": []}");
    project.engine(new Recording()).resolve(project.request());

    assertThat(new TreeSet<>(project.locked())).isEqualTo(dnf(specs)).isNotEmpty();
  }

  private static Set<String> dnf(String... specs) throws IOException {
    Path conf =
        Files.writeString(
            directory.resolve("dnf.conf"),
            String.join(
                "\n",
                "[main]",
                "gpgcheck=0",
                "plugins=0",
                "reposdir=/nonexistent",
                "varsdir=/nonexistent",
                "install_weak_deps=0",
                "cachedir=" + directory.resolve("dnf"),
                "logdir=" + directory.resolve("log"),
                "persistdir=" + directory.resolve("persist"),
                "[base]",
                "name=base",
                "baseurl=" + directory.resolve("repo").toUri(),
                ""));
    // It ends with 1, because nobody agreed to the transaction that it shows.
    String script =
        "conf=$1 root=$2; shift 2; dnf --config=\"$conf\" --installroot=\"$root\" --releasever=9"
            + " --forcearch=x86_64 --assumeno install \"$@\" || test $? = 1";
    String[] arguments = new String[specs.length + 2];
    arguments[0] = conf.toString();
    arguments[1] = directory.resolve("root").toString();
    System.arraycopy(specs, 0, arguments, 2, specs.length);
    String output = new String(Oracles.bash(directory, script, arguments), UTF_8);
    Set<String> names = new TreeSet<>();
    Matcher rows = ROW.matcher(output);
    while (rows.find()) {
      names.add(rows.group(1));
    }
    return names;
  }
}
