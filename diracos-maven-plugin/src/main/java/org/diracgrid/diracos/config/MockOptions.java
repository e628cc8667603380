package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code config_opts} while it is being filled. Assigning below a name that is not there makes it.
 */
final class MockOptions {

  private static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private @Nullable Json leaf;
    private final List<Json> appended = new ArrayList<>();
  }

  private final Node root = new Node();

  /** {@code config_opts[path…] = value}; an empty value forgets what was there. */
  void set(List<String> path, Optional<Json> value) {
    Node parent = node(path.subList(0, path.size() - 1));
    String name = path.get(path.size() - 1);
    parent.children.remove(name);
    value.ifPresent(json -> parent.children.put(name, of(json)));
  }

  /** {@code config_opts[path…].append(value)}. */
  void append(List<String> path, Json value) {
    node(path).appended.add(value);
  }

  /** The value of {@code config_opts[path…]}. */
  Optional<Json> get(List<String> path) {
    Node node = root;
    for (String name : path) {
      node = node.children.get(name);
      if (node == null) {
        return Optional.empty();
      }
    }
    return Optional.of(json(node, Place.of("config_opts")));
  }

  /** All of it. */
  Json.Obj toJson() {
    return object(root, Place.of("config_opts"));
  }

  private Node node(List<String> path) {
    Node node = root;
    for (String name : path) {
      node = node.children.computeIfAbsent(name, unused -> new Node());
    }
    return node;
  }

  private static Node of(Json value) {
    Node node = new Node();
    if (value instanceof Json.Obj object) {
      object.members().forEach((name, member) -> node.children.put(name, of(member.value())));
    } else {
      node.leaf = value;
    }
    return node;
  }

  private static Json json(Node node, Place place) {
    Json leaf = node.leaf;
    if (!node.appended.isEmpty()) {
      List<Json> items = new ArrayList<>(leaf instanceof Json.Arr list ? list.items() : List.of());
      items.addAll(node.appended);
      return new Json.Arr(items, node.appended.get(0).place());
    }
    return leaf == null || !node.children.isEmpty() ? object(node, place) : leaf;
  }

  private static Json.Obj object(Node node, Place place) {
    Map<String, Json.Member> members = new LinkedHashMap<>();
    node.children.forEach(
        (name, child) -> {
          Json value = json(child, place);
          members.put(name, new Json.Member(value.place(), value));
        });
    return new Json.Obj(members, place);
  }
}
