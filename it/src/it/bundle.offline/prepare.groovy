import com.sun.net.httpserver.HttpServer
import java.nio.file.Files

// Serves the repositories over HTTP until verify.groovy stops it.
File root = new File(new URI('@it.repositories@'))
HttpServer server = HttpServer.create(new InetSocketAddress('localhost', 0), 0)
server.createContext('/') { exchange ->
  File file = new File(root, exchange.requestURI.path)
  if (file.isFile()) {
    exchange.sendResponseHeaders(200, file.length())
    Files.copy(file.toPath(), exchange.responseBody)
  } else {
    exchange.sendResponseHeaders(404, -1)
  }
  exchange.close()
}
server.start()
context.put('server', server)
File config = new File(basedir, 'diracos.json')
config.text = config.text.replace('PORT', server.address.port as String)
return true
