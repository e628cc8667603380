package org.diracgrid.diracos.build.source;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.config.Json;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.config.Place;

/** Builds as a configuration gives them. */
final class Builds {

  private Builds() {}

  /** A build with options, name and value in turn. */
  static PackageBuild of(Path base, String name, String... options) {
    Map<String, Json.Member> members = new LinkedHashMap<>();
    Place place = new Place("diracos.json", 7, 3, "");
    for (int i = 0; i < options.length; i += 2) {
      members.put(options[i], new Json.Member(place, new Json.Text(options[i + 1], place)));
    }
    return new PackageBuild(
        name,
        "group",
        new BuildOptions(new Json.Obj(members, place), base),
        "diracos.json:7 " + name);
  }
}
