package org.diracgrid.diracos.publish;

import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a CFG by the rules of the client, which are those of {@code docs/release.md}: line by line,
 * a last line without an end not at all.
 */
public final class ClientCfg {

  private final String[] lines;
  private int at;

  private ClientCfg(String text) {
    // What follows the last line feed is not read.
    int end = text.lastIndexOf('\n');
    this.lines = end < 0 ? new String[0] : text.substring(0, end).split("\n", -1);
  }

  /** Every value by the path of its key, such as {@code /Releases/1.0/DIRACOS}. */
  public static Map<String, String> read(String text) {
    Map<String, String> values = new TreeMap<>();
    ClientCfg client = new ClientCfg(text);
    client.section("/", values);
    return values;
  }

  private void section(String path, Map<String, String> values) {
    String name = "";
    while (at < lines.length) {
      String line = CfgLine.strip(lines[at++]);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int append = line.indexOf("+=");
      int equals = line.indexOf('=');
      int brace = line.indexOf('{');
      if (append >= 0) {
        String value = CfgLine.strip(line.substring(append + 2));
        values.merge(
            path + CfgLine.strip(line.substring(0, append)), value, (a, b) -> a + ", " + b);
      } else if (equals >= 0) {
        values.put(
            path + CfgLine.strip(line.substring(0, equals)),
            CfgLine.strip(line.substring(equals + 1)));
      } else if (brace >= 0) {
        name += CfgLine.strip(line.substring(0, brace));
        String within = path + name + "/";
        values.keySet().removeIf(key -> key.startsWith(within));
        section(within, values);
        name = "";
      } else if (line.equals("}")) {
        return;
      } else {
        name += line;
      }
    }
  }
}
