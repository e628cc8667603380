package org.diracgrid.diracos.repo;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers during a run which hosts do not answer, so that not every file waits for them. */
final class MirrorHealth {

  /** So many failures to connect, without a success between, and a host is tried last. */
  private static final int DOWN = 2;

  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  /** The addresses, those on hosts that are down last, otherwise in their order. */
  List<URI> order(List<URI> candidates) {
    return candidates.stream().sorted(Comparator.comparing(this::isDown)).toList();
  }

  boolean isDown(URI address) {
    return failures.getOrDefault(host(address), 0) >= DOWN;
  }

  void failed(URI address) {
    failures.merge(host(address), 1, Integer::sum);
  }

  void answered(URI address) {
    failures.remove(host(address));
  }

  private static String host(URI address) {
    return (address.getScheme() + "://" + address.getRawAuthority()).toLowerCase(Locale.ROOT);
  }
}
