import groovy.json.JsonSlurper
import java.security.MessageDigest

String log = new File(basedir, 'build.log').text
File good = new File(basedir, 'generated/good')

assert (good.list() as Set).containsAll(
  ['pom.xml', 'Demo_2.json', 'requirements.txt', 'README.md', '.gitignore', '.github'])
assert new File(good, 'Demo_2.json').text.contains('/target/diracos-$version.tar.gz')

// It builds at once, with the name and the version that were answered, and publishes where it is told to.
List<String> runs = log.split('Scanning for projects') as List
assert runs[3].contains('write Demo_2diracos-1.0.0.tar.gz')
assert runs[3].contains('checks of target/Demo_2diracos-1.0.0.tar.gz')
assert runs[3].contains('no release directory is configured: nothing to do')
String md5(File file) {
  MessageDigest.getInstance('MD5').digest(file.bytes).encodeHex().toString()
}
File releases = new File(basedir, 'target')
['1.0.0', '1.1.0'].each {
  File tarball = new File(releases, "Demo_2diracos-${it}.tar.gz")
  assert tarball.bytes == new File(good, "target/${tarball.name}").bytes
  assert new File(releases, "Demo_2diracos-${it}.md5").text == md5(tarball)
  assert new File(releases, "release-Demo_2-${it}.md5").text == md5(new File(releases, "release-Demo_2-${it}.cfg"))
}
assert new File(releases, 'releases.cfg').text.endsWith('Releases\n{\n' + ['1.0.0', '1.1.0'].collect {
  "  $it\n  {\n    Depends = DIRAC:1.0\n    DIRACOS = Demo_2:$it\n  }\n"
}.join('') + '}\n')
assert new File(releases, 'demo_2.cfg').text.contains("\nDIRACOS = file://$basedir/target\n")
assert new JsonSlurper().parse(new File(good, 'target/diracos/verify/verify.json')).passed

// Names that clients cannot take: told all at once, and nothing is left behind.
assert log.contains("extensionName 'Demo:2': write ")
assert log.contains("version '1 0': write ")
assert !log.contains("releaseUrl '")
assert runs[7].contains("extensionName 'Dirac': write ")
assert !new File(basedir, 'generated/bad').exists()

// Asked one by one, by another Maven that has what the first one fetched: the first name is refused, the
// second taken. The last answer confirms.
Process asking = new ProcessBuilder(
  [System.getProperty('maven.home') + '/bin/mvn', '-o', '-DinteractiveMode=true',
   "-Dmaven.repo.local=$localRepositoryPath", '-Dmaven.legacyLocalRepo=true',
   '-Daether.enhancedLocalRepository.trackingFilename=none',
   'org.apache.maven.plugins:maven-archetype-plugin:@archetype@:generate',
   '-DarchetypeCatalog=local', '-DarchetypeGroupId=@project.groupId@',
   '-DarchetypeArtifactId=diracos-extension-archetype', '-DarchetypeVersion=@project.version@']*.toString())
  .directory(new File(basedir, 'generated')).redirectErrorStream(true).start()
asking.withWriter {
  it << 'Demo 3\nDIRAC\nDemo3\n1.0\nhttps://example.org/diracos\norg.example\nasked\norg.example\nY\n'
}
String asked = asking.inputStream.text
assert asking.waitFor() == 0 : asked
assert asked.contains('does not match the expression')
assert new File(basedir, 'generated/asked/Demo3.json').text.contains('"https://example.org/diracos/diracos-$version.tar.gz"')
