package org.diracgrid.diracos.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * The manifest of a staged tree, {@code staged.json}: one line per path, sorted, the same bytes for
 * the same tree; it names no path of the build machine.
 *
 * <pre>
 * {"format":1,"entries":[
 * {"path":"/usr","kind":"directory","mode":"755","owner":"filesystem-3.18-1.x86_64"},
 * {"path":"/usr/bin/ping","kind":"file","mode":"755","size":90568,"owner":"iputils-20221126-1.x86_64",
 *  "capability":"cap_net_raw=ep"},
 * {"path":"/usr/lib/libz.so","kind":"symlink","mode":"777","target":"libz.so.1","owner":"…"}
 * ]}
 * </pre>
 *
 * <p>Names are text as {@link org.diracgrid.diracos.path.FileNames#decode} gives it; what is not
 * ASCII is written as an escape, for a name that is not UTF-8 has no other form in JSON.
 */
public final class StagedTreeJson {

  private static final int FORMAT = 1;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private StagedTreeJson() {}

  /**
   * Writes the manifest of {@code tree}: to a temporary name, then renamed.
   *
   * @throws DiracosException if the file cannot be written
   */
  public static void write(StagedTree tree, Path file) {
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
          JsonGenerator json = JSON.createGenerator(out)) {
        json.setPrettyPrinter(new OneLinePerEntry());
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeArrayFieldStart("entries");
        for (StagedEntry entry : tree.entries().values()) {
          write(entry, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw StageProblems.cannotWrite(file, e);
    }
  }

  private static void write(StagedEntry entry, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", entry.path().toString());
    json.writeStringField("kind", entry.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("mode", Integer.toOctalString(entry.mode()));
    if (entry.kind() == StagedEntry.Kind.FILE) {
      json.writeNumberField("size", entry.size());
    }
    if (entry.kind() == StagedEntry.Kind.SYMLINK) {
      json.writeStringField("target", entry.target());
    }
    json.writeStringField("owner", entry.owner());
    String capability = entry.capability();
    if (capability != null) {
      json.writeStringField("capability", capability);
    }
    json.writeEndObject();
  }

  /**
   * Reads the manifest of the tree that lies at {@code root}.
   *
   * @throws DiracosException {@code DOS-STAGE-09} if it is absent, damaged or of another format
   */
  public static StagedTree read(Path file, Path root) {
    List<StagedEntry> entries = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = JSON.createParser(in)) {
      expect(json, JsonToken.START_OBJECT);
      expectField(json, "format");
      if (json.nextIntValue(-1) != FORMAT) {
        throw new IOException("its format is not " + FORMAT);
      }
      expectField(json, "entries");
      expect(json, JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        entries.add(readEntry(json));
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException("the list of entries does not end");
      }
      expect(json, JsonToken.END_OBJECT);
      return new StagedTree(root, entries);
    } catch (IOException | IllegalArgumentException e) {
      throw DiracosException.of(
          new Problem(
              StageProblems.MANIFEST,
              "cannot read the manifest of the staged tree",
              file.toString(),
              String.valueOf(e.getMessage()),
              "remove the build directory (mvn clean) and run again"),
          e);
    }
  }

  /** Compact, with a line break around each element of the one array there is. */
  private static final class OneLinePerEntry extends MinimalPrettyPrinter {
    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      json.writeRaw('\n');
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(",\n");
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
      json.writeRaw("\n]");
    }
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.nextToken() != token) {
      throw new IOException("there is no " + token + " where one has to be");
    }
  }

  private static void expectField(JsonParser json, String name) throws IOException {
    if (!name.equals(json.nextFieldName())) {
      throw new IOException("the field " + name + " is not in its place");
    }
  }

  private static StagedEntry readEntry(JsonParser json) throws IOException {
    String path = "";
    String kind = "";
    String mode = "";
    String target = "";
    String owner = "";
    String capability = null;
    long size = 0;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "path" -> path = json.getText();
        case "kind" -> kind = json.getText();
        case "mode" -> mode = json.getText();
        case "target" -> target = json.getText();
        case "owner" -> owner = json.getText();
        case "capability" -> capability = json.getText();
        case "size" -> size = json.getLongValue();
        default -> throw new IOException("an entry has the unknown field " + name);
      }
    }
    return new StagedEntry(
        BundlePath.parse(path),
        StagedEntry.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        Integer.parseInt(mode, 8),
        size,
        target,
        owner,
        capability);
  }
}
