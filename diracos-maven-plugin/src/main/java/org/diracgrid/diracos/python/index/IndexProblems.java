package org.diracgrid.diracos.python.index;

import java.net.URI;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What can be wrong with indexes. */
final class IndexProblems {

  private IndexProblems() {}

  static DiracosException unreadable(URI address, String why) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-26",
            "this is no page of a Python index",
            plain(address),
            why,
            "name the address above the packages' own, such as https://example.org/simple/"));
  }

  static DiracosException none() {
    return DiracosException.of(
        Problem.of(
            "DOS-PYTHON-27",
            "no Python index is named, so nobody can be asked which versions there are",
            "neither \"pip\" of the configuration nor pip's own names one",
            "write \"pip\": {\"indexUrl\": \"https://…/simple/\"} in diracos.json, or index-url in"
                + " pip.conf"));
  }

  static DiracosException place(String given, String why) {
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-28",
            "this is no address of a Python index or of archives: " + withoutLogin(given),
            "",
            why,
            "name a directory, or a file:, http: or https: address"));
  }

  static Problem unknown(String name, String where, List<String> asked) {
    return new Problem(
        "DOS-PYTHON-29",
        "no index has the package " + name,
        where,
        "asked: " + String.join("\n       ", asked),
        "correct the name, or add the index that has it: \"pip\": {\"extraIndexUrls\"}");
  }

  /** An address as messages show it. */
  static String plain(URI address) {
    return withoutLogin(address.toString());
  }

  private static String withoutLogin(String text) {
    return text.replaceFirst("//[^/@]*@", "//");
  }
}
