package org.diracgrid.diracos.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The packagings bind goals that are there, each to its own default phase. */
class LifecycleMappingTest {

  private static final String OWN = "org.diracgrid.diracos:diracos-maven-plugin:";

  @Test
  void goalsRunInTheirDefaultPhases() throws Exception {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (Element mojo : elements(read("/META-INF/maven/plugin.xml").getDocumentElement(), "mojo")) {
      List<Element> phase = elements(mojo, "phase");
      defaults.put(
          elements(mojo, "goal").get(0).getTextContent(),
          phase.isEmpty() ? "" : phase.get(0).getTextContent());
    }

    assertThat(bound("diracos"))
        .containsKeys("bootstrap", "rebuild", "resolve", "relocate", "bundle", "verify")
        .allSatisfy((goal, phase) -> assertThat(defaults).containsEntry(goal, phase));
    assertThat(bound("diracos-extension"))
        .containsKeys("bootstrap", "rebuild", "extension", "verify")
        .allSatisfy((goal, phase) -> assertThat(defaults).containsEntry(goal, phase));
  }

  @Test
  void installAndDeployArePinned() throws Exception {
    for (Element phases :
        elements(read("/META-INF/plexus/components.xml").getDocumentElement(), "phases")) {
      assertThat(elements(phases, "install").get(0).getTextContent())
          .matches(".*:maven-install-plugin:[0-9.]+:install");
      assertThat(elements(phases, "deploy").get(0).getTextContent())
          .contains(":maven-deploy-plugin:");
    }
  }

  /** Goal to phase. */
  private static Map<String, String> bound(String packaging) throws Exception {
    Map<String, String> bound = new LinkedHashMap<>();
    for (Element component :
        elements(read("/META-INF/plexus/components.xml").getDocumentElement(), "component")) {
      if (!elements(component, "role-hint").get(0).getTextContent().equals(packaging)) {
        continue;
      }
      for (Element phases : elements(component, "phases")) {
        for (Element phase : elements(phases, "*")) {
          for (String goal : phase.getTextContent().strip().split("\\s*,\\s*")) {
            if (goal.startsWith(OWN)) {
              bound.put(goal.substring(OWN.length()), phase.getTagName());
            }
          }
        }
      }
    }
    return bound;
  }

  private static Document read(String resource) throws Exception {
    try (InputStream in = LifecycleMappingTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
  }

  private static List<Element> elements(Element parent, String name) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = parent.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      elements.add((Element) node);
    }
    return elements;
  }
}
