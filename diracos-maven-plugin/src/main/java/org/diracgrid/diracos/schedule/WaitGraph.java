package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Decides which waits hold. Those without a choice hold always. Of several makers that would do
 * alike all are waited for, so that the buildroot has the choice, as far as that closes no cycle,
 * but at least one. What yields is waited for as far as it closes no cycle.
 */
final class WaitGraph {

  private final int nodes;
  private final List<Link> links = new ArrayList<>();
  private final List<Wait> dropped = new ArrayList<>();
  private final BitSet[] linked;
  private final GrowingOrder order;
  private final List<int[]> cycles;

  /** A build waits for a maker. */
  record Link(Wait reason, int maker) {
    int build() {
      return reason.build();
    }
  }

  WaitGraph(int nodes, List<Wait> waits) {
    this.nodes = nodes;
    linked = new BitSet[nodes];
    for (int i = 0; i < nodes; i++) {
      linked[i] = new BitSet();
    }
    IntLists firm = new IntLists(nodes);
    IntLists all = new IntLists(nodes);
    for (Wait wait : waits) {
      if (wait.firm()) {
        firm.add(wait.build(), wait.makers()[0]);
      }
      for (int maker : wait.makers()) {
        all.add(wait.build(), maker);
      }
    }
    StrongComponents firmly = new StrongComponents(firm);
    StrongComponents possibly = new StrongComponents(all);
    order = new GrowingOrder(firmly.places());
    for (Wait wait : waits) {
      if (wait.firm()) {
        int maker = wait.makers()[0];
        // What is in a cycle is reported, and must not stand in the way of the rest.
        if (!firmly.together(wait.build(), maker)) {
          order.add(maker, wait.build());
        }
        link(wait, maker);
      }
    }
    choose(waits, possibly);
    cycles = new StrongComponents(graph()).cyclic();
  }

  private void choose(List<Wait> waits, StrongComponents possibly) {
    for (Wait wait : waits) {
      if (!wait.firm() && !wait.yields() && !one(wait, possibly)) {
        link(wait, wait.makers()[0]); // A cycle whichever is taken: it is reported.
      }
    }
    for (Wait wait : waits) {
      if (!wait.firm() && !wait.yields()) {
        all(wait);
      }
    }
    for (Wait wait : waits) {
      if (wait.yields() && !all(wait)) {
        dropped.add(wait);
      }
    }
  }

  /** Links the first maker that closes no cycle, best one that cannot be in any. */
  private boolean one(Wait wait, StrongComponents possibly) {
    for (boolean within : new boolean[] {false, true}) {
      for (int maker : wait.makers()) {
        boolean mine = possibly.together(wait.build(), maker) == within;
        if (mine && (linked[wait.build()].get(maker) || order.add(maker, wait.build()))) {
          link(wait, maker);
          return true;
        }
      }
    }
    return false;
  }

  /** Links all makers that close no cycle; whether there is any. */
  private boolean all(Wait wait) {
    boolean any = false;
    for (int maker : wait.makers()) {
      if (linked[wait.build()].get(maker) || order.add(maker, wait.build())) {
        link(wait, maker);
        any = true;
      }
    }
    return any;
  }

  private void link(Wait wait, int maker) {
    linked[wait.build()].set(maker);
    links.add(new Link(wait, maker));
  }

  private IntLists graph() {
    IntLists graph = new IntLists(nodes);
    links.forEach(link -> graph.add(link.build(), link.maker()));
    return graph;
  }

  /** What is waited for; a maker may come several times, for several requirements. */
  List<Link> links() {
    return links;
  }

  /** What yielded. */
  List<Wait> dropped() {
    return dropped;
  }

  /** The sets of builds that wait for each other; none in a sound plan. */
  List<int[]> cycles() {
    return cycles;
  }

  /** Where a build stands in an order that agrees with all links, if there are no cycles. */
  int place(int build) {
    return order.place(build);
  }
}
