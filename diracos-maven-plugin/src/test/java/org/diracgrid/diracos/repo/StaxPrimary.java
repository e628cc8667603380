package org.diracgrid.diracos.repo;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The JDK's own parser, asked for the same steps as {@link XmlScanner}: the oracle. */
record StaxPrimary(List<String> events, List<List<String>> attributes) {

  /**
   * Start and end tags with their attributes, and the text of elements without children.
   *
   * @return also the names of the attributes of each start tag
   */
  static StaxPrimary read(byte[] document) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
    List<String> events = new ArrayList<>();
    List<List<String>> attributes = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean leaf = false;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          Map<String, String> values = new TreeMap<>();
          for (int i = 0; i < reader.getAttributeCount(); i++) {
            String prefix = reader.getAttributePrefix(i);
            String name = reader.getAttributeLocalName(i);
            String full = prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
            // The scanner is only ever asked for names in ASCII.
            if (full.chars().allMatch(c -> c < 128)) {
              values.put(full, flat(reader.getAttributeValue(i)));
            }
          }
          events.add("<" + local(reader.getLocalName()) + " " + values);
          attributes.add(List.copyOf(values.keySet()));
          text.setLength(0);
          leaf = true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          events.add((leaf ? text : "") + ">" + local(reader.getLocalName()));
          leaf = false;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getText());
        case XMLStreamConstants.DTD -> throw new XMLStreamException("document type");
        default -> {
          // Comments and instructions.
        }
      }
    }
    return new StaxPrimary(events, attributes);
  }

  /** White space in values is all one to us. */
  static String flat(String value) {
    return value.replaceAll("[\r\n\t]", " ");
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }
}
