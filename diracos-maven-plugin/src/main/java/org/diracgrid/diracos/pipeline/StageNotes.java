package org.diracgrid.diracos.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.PathConflict;

/** What earlier stages noted in their reports, as far as verification asks for it. */
final class StageNotes {

  private StageNotes() {}

  /** The conflicts of {@code extraction.json}. */
  static List<PathConflict> conflicts(Path extraction) {
    List<PathConflict> conflicts = new ArrayList<>();
    try (JsonParser json = open(extraction)) {
      if (enter(json, "conflicts")) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          conflicts.add(conflict(json));
        }
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(extraction, e);
    }
    return conflicts;
  }

  private static PathConflict conflict(JsonParser json) throws IOException {
    String path = "";
    String winner = "";
    List<PathConflict.Claim> claims = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "path" -> path = json.getText();
        case "winner" -> winner = json.getText();
        case "claims" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            claims.add(claim(json));
          }
        }
        default -> json.skipChildren();
      }
    }
    String owner = winner;
    return new PathConflict(
        BundlePath.parse(path),
        claims.stream()
            .filter(claim -> claim.owner().equals(owner))
            .findFirst()
            .orElse(new PathConflict.Claim(owner, "directory")),
        claims);
  }

  private static PathConflict.Claim claim(JsonParser json) throws IOException {
    String owner = "";
    String content = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "owner" -> owner = json.getText();
        case "content" -> content = json.getText();
        default -> json.skipChildren();
      }
    }
    return new PathConflict.Claim(owner, content);
  }

  /** The links that {@code relocation.json} tells to have been removed since they lead nowhere. */
  static List<BundlePath> brokenLinks(Path relocation) {
    List<BundlePath> links = new ArrayList<>();
    try (JsonParser json = open(relocation)) {
      if (enter(json, "links") && json.currentToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean broken = json.currentName().equals("broken");
          json.nextToken();
          if (broken) {
            paths(json, links);
          } else {
            json.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(relocation, e);
    }
    return links;
  }

  private static void paths(JsonParser json, List<BundlePath> paths) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean path = json.currentName().equals("path");
        json.nextToken();
        if (path) {
          paths.add(BundlePath.parse(json.getText()));
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static JsonParser open(Path file) throws IOException {
    return new JsonFactory().createParser(Files.readAllBytes(file));
  }

  /** Goes to the value of a member of the outermost object; false if there is none. */
  private static boolean enter(JsonParser json, String member) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals(member);
      json.nextToken();
      if (wanted) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }
}
