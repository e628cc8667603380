package org.diracgrid.diracos.build.source;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves files; each has its number of bytes and a hash of them as ETag. */
final class SourceServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  /** Path and status of each answer. */
  final List<String> log = new CopyOnWriteArrayList<>();

  SourceServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getRawPath();
          byte[] content = files.get(path);
          String tag = content == null ? "" : "\"" + java.util.Arrays.hashCode(content) + "\"";
          String known = exchange.getRequestHeaders().getFirst("If-None-Match");
          int status = content == null ? 404 : tag.equals(known) ? 304 : 200;
          log.add(path + " " + status);
          exchange.getResponseHeaders().add("ETag", tag);
          exchange.sendResponseHeaders(status, status == 200 ? content.length : -1);
          if (status == 200) {
            exchange.getResponseBody().write(content);
          }
          exchange.close();
        });
    server.start();
  }

  String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  void serve(String path, byte[] content) {
    files.put(path, content);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
