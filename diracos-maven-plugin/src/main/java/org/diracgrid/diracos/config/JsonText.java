package org.diracgrid.diracos.config;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** Writes JSON: compact for one line, indented by two spaces for people. */
final class JsonText {

  private final StringBuilder out = new StringBuilder();
  private final boolean indented;

  private JsonText(boolean indented) {
    this.indented = indented;
  }

  static String compact(Json value) {
    JsonText writer = new JsonText(false);
    writer.write(value, 0);
    return writer.out.toString();
  }

  /** Ends with a newline. */
  static String indented(Json value) {
    JsonText writer = new JsonText(true);
    writer.write(value, 0);
    return writer.out.append('\n').toString();
  }

  private void write(Json value, int depth) {
    if (value instanceof Json.Obj object) {
      Iterator<Map.Entry<String, Json.Member>> members = object.members().entrySet().iterator();
      out.append('{');
      boolean any = members.hasNext();
      while (members.hasNext()) {
        Map.Entry<String, Json.Member> member = members.next();
        line(depth + 1);
        quote(member.getKey());
        out.append(indented ? ": " : ":");
        write(member.getValue().value(), depth + 1);
        out.append(members.hasNext() ? "," : "");
      }
      if (any) {
        line(depth);
      }
      out.append('}');
    } else if (value instanceof Json.Arr list) {
      Iterator<Json> items = list.items().iterator();
      out.append('[');
      boolean any = items.hasNext();
      while (items.hasNext()) {
        line(depth + 1);
        write(items.next(), depth + 1);
        out.append(items.hasNext() ? "," : "");
      }
      if (any) {
        line(depth);
      }
      out.append(']');
    } else if (value instanceof Json.Text text) {
      quote(text.value());
    } else if (value instanceof Json.Num number) {
      out.append(number.literal());
    } else if (value instanceof Json.Bool bool) {
      out.append(bool.value());
    } else {
      out.append("null");
    }
  }

  private void line(int depth) {
    if (indented) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c < 0x20 || Character.isSurrogate(c) || c == 0x7f) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
