package org.diracgrid.diracos.repo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that serves what it is told, and misbehaves when it is told to. */
final class WebServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Queue<HttpHandler>> scripts = new ConcurrentHashMap<>();

  /** {@code GET /path} of each request, with range and authorization where they were sent. */
  final List<String> log = new CopyOnWriteArrayList<>();

  WebServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Serves those bytes, ranges included. */
  void serve(String path, byte[] content) {
    files.put(path, content);
  }

  /** Serves a directory below a path. */
  void serve(String path, Path directory) throws IOException {
    try (var tree = Files.walk(directory)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        serve(path + directory.relativize(file), Files.readAllBytes(file));
      }
    }
  }

  /** Answers the next requests for a path in these ways, one after the other. */
  void next(String path, HttpHandler... answers) {
    scripts.computeIfAbsent(path, p -> new ConcurrentLinkedQueue<>()).addAll(List.of(answers));
  }

  static HttpHandler status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Promises all of the content, sends the first bytes and hangs up. */
  HttpHandler breakingOff(String path, int after) {
    return exchange -> {
      byte[] content = files.get(path);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, after);
      exchange.getResponseBody().flush();
      throw new IOException("hang up");
    };
  }

  /** Sends the first bytes and then nothing. */
  HttpHandler stalling(String path, int after) {
    return exchange -> {
      byte[] content = files.get(path);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, after);
      exchange.getResponseBody().flush();
      try {
        Thread.sleep(20_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String proxy = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
    log.add(
        "GET "
            + exchange.getRequestURI()
            + (range == null ? "" : " " + range)
            + (authorization == null ? "" : " " + authorization)
            + (proxy == null ? "" : " proxy " + proxy));
    try (exchange) {
      Queue<HttpHandler> script = scripts.getOrDefault(path, new ConcurrentLinkedQueue<>());
      HttpHandler scripted = script.poll();
      byte[] content = files.get(path);
      if (scripted != null) {
        scripted.handle(exchange);
      } else if (content == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        send(exchange, content, range);
      }
    }
  }

  private static void send(HttpExchange exchange, byte[] content, String range) throws IOException {
    String etag = "\"" + Arrays.hashCode(content) + "\"";
    exchange.getResponseHeaders().add("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content, from, content.length - from);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
