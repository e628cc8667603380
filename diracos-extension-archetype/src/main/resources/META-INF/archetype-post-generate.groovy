import java.nio.file.DirectoryNotEmptyException
import java.nio.file.Files
import java.nio.file.Path

// Without questions (-B), values are not held to the expressions of archetype-metadata.xml: they are here.
Map<String, List<String>> rules = [
  extensionName: ['(?!(?i:dirac)$)[A-Za-z][A-Za-z0-9_-]*',
                  'a letter, then letters, digits, _ and -: clients write <name>:<version>; DIRAC is the base'],
  baseVersion  : ['[A-Za-z0-9][A-Za-z0-9._+~-]*', 'letters, digits and . _ + ~ -: it names files and addresses'],
  releaseUrl   : ['(https?|file):/[^ ="]*[^ ="/]', 'an http:, https: or file: address without blanks, = and a slash at its end'],
  version      : ['[A-Za-z0-9][A-Za-z0-9._+~-]*', 'letters, digits and . _ + ~ -: it names files and addresses'],
]
Properties given = request.properties
List<String> wrong = rules.findResults { name, rule ->
  String value = given.getProperty(name) ?: ''
  value ==~ rule[0] ? null : "  $name '$value': write ${rule[1]}".toString()
}
if (wrong) {
  Path project = new File(request.outputDirectory ?: '.', request.artifactId).toPath()
  List<String> files = ['pom.xml', 'README.md', 'requirements.txt', '.gitignore', '.github/workflows/build.yml']
  files << given.getProperty('extensionName') + '.json'
  // What is taken back is what was generated: the directory may have been there.
  files.each { Files.deleteIfExists(project.resolve(it)) }
  for (Path empty : ['.github/workflows', '.github', ''].collect { project.resolve(it) }) {
    try {
      Files.deleteIfExists(empty)
    } catch (DirectoryNotEmptyException kept) {
      break
    }
  }
  throw new IllegalArgumentException('clients cannot take these values; nothing is generated:\n' + wrong.join('\n'))
}
