import com.sun.net.httpserver.HttpServer
import java.nio.file.Files
import java.util.concurrent.ConcurrentLinkedQueue

// A release directory that takes PUT from who has the password of settings.xml. It fails once for each of these.
Set<String> failing = ['diracos-1.0.md5'] as Set
File remote = new File(basedir, 'remote')
remote.mkdirs()
new File(remote, 'releases.cfg').text = 'Releases\n{\n  # the first\n  v8r0\n  {\n    DIRACOS = 0.9\n  }\n}\n'
Queue<String> requests = new ConcurrentLinkedQueue<>()
String login = 'Basic ' + 'publisher:s3cret'.bytes.encodeBase64()
HttpServer server = HttpServer.create(new InetSocketAddress('localhost', 0), 0)
server.createContext('/d/') { exchange ->
  byte[] body = exchange.requestBody.bytes
  String name = exchange.requestURI.path.substring('/d/'.length())
  File file = new File(remote, name)
  int status
  if (exchange.requestHeaders.getFirst('Authorization') != login) {
    exchange.responseHeaders.set('WWW-Authenticate', 'Basic realm="releases"')
    status = 401
  } else if (exchange.requestMethod == 'PUT') {
    status = failing.contains(name) ? 500 : 201
    requests << "PUT $name $status".toString()
    if (status == 201) {
      file.bytes = body
    }
    // The list of releases is written by the second run, and fails in the fourth.
    failing.remove(name)
    if (name == 'diracos-1.1.md5') {
      failing << 'releases.cfg'
    }
  } else {
    status = file.file ? 200 : 404
  }
  boolean answered = status == 200 && exchange.requestMethod == 'GET'
  exchange.sendResponseHeaders(status, answered ? file.length() : -1)
  if (answered) {
    Files.copy(file.toPath(), exchange.responseBody)
  }
  exchange.close()
}
server.start()
context.put('server', server)
context.put('requests', requests)
File config = new File(basedir, 'diracos.json')
config.text = config.text.replace('PORT', server.address.port as String)
return true
