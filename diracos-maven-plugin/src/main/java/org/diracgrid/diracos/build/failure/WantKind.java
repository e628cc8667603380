package org.diracgrid.diracos.build.failure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be missing, and how a package would provide it. */
enum WantKind {
  /** What rpm calls it. */
  CAPABILITY("") {
    @Override
    List<String> capabilities(String name) {
      return List.of(name);
    }
  },
  /** A header, by the name in {@code #include}. */
  HEADER("header ") {
    @Override
    List<String> capabilities(String name) {
      return List.of("/usr/include/" + name);
    }
  },
  /** A library, by the name after {@code -l}. */
  LIBRARY("library ") {
    @Override
    List<String> capabilities(String name) {
      String file = name.startsWith(":") ? name.substring(1) : "lib" + name + ".so";
      String archive = name.startsWith(":") ? file : "lib" + name + ".a";
      return List.of(
          "/usr/lib64/" + file, "/usr/lib/" + file, "/usr/lib64/" + archive, "/usr/lib/" + archive);
    }
  },
  /** A shared library that a program needs to start. */
  SONAME("shared library ") {
    @Override
    List<String> capabilities(String name) {
      return List.of(name + "()(64bit)", name);
    }
  },
  /** A module of pkg-config. */
  PKGCONFIG("pkgconfig module ") {
    @Override
    List<String> capabilities(String name) {
      String[] words = name.split(" +", 2);
      return List.of("pkgconfig(" + words[0] + ")" + (words.length > 1 ? " " + words[1] : ""));
    }
  },
  /** A program. */
  COMMAND("command ") {
    @Override
    List<String> capabilities(String name) {
      if (name.startsWith("/")) {
        return List.of(name);
      }
      return List.of("/usr/bin/" + name, "/usr/sbin/" + name, "/bin/" + name, "/sbin/" + name);
    }
  },
  /** The program that a script asks for, by the name of the script. */
  INTERPRETER("interpreter of ") {
    @Override
    List<String> capabilities(String name) {
      return List.of();
    }
  },
  /** A module of Python, by its name in {@code import}. */
  PYTHON("Python module ") {
    @Override
    List<String> capabilities(String name) {
      String top = name.split("\\.", 2)[0];
      String project = top.toLowerCase(Locale.ROOT).replace('_', '-');
      return List.of(
          "python3dist(" + project + ")",
          "python3-" + project,
          "python-" + project,
          "python3-" + top);
    }
  },
  /** A module of Perl, by its name with colons. */
  PERL("Perl module ") {
    @Override
    List<String> capabilities(String name) {
      return List.of("perl(" + name + ")");
    }
  },
  /** A package of CMake, or what its find module looks for. */
  CMAKE("CMake package ") {
    @Override
    List<String> capabilities(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return List.of(
          "cmake(" + name + ")",
          "cmake(" + lower + ")",
          "pkgconfig(" + lower + ")",
          lower + "-devel",
          "lib" + lower + "-devel");
    }
  };

  private final String label;

  WantKind(String label) {
    this.label = label;
  }

  /** The ways in which a package may provide it, the surest first. */
  abstract List<String> capabilities(String name);

  /** How it is called in a message. */
  String named(String name) {
    return label + name;
  }

  /** Who provides it, in any of the ways. */
  List<String> providers(String name, WhoProvides who) {
    Set<String> all = new LinkedHashSet<>();
    for (String capability : new LinkedHashSet<>(capabilities(name))) {
      all.addAll(who.of(capability));
    }
    return new ArrayList<>(all);
  }
}
