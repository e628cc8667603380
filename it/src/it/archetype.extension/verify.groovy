String log = new File(basedir, 'build.log').text
File good = new File(basedir, 'generated/good')

assert (good.list() as Set).containsAll(
  ['pom.xml', 'Demo_2.json', 'requirements.txt', 'README.md', '.gitignore', '.github'])
assert new File(good, 'Demo_2.json').text.contains('/target/diracos-$version.tar.gz')

// Its POM builds at once, with the name and the version that were answered.
assert new File(good, 'target/Demo_2diracos-1.0.0.tar.gz').file
assert new File(good, 'target/Demo_2diracos-1.0.0.md5').text ==~ /[0-9a-f]{32}/

// Names that clients cannot take: told all at once, and nothing is left behind.
assert log.contains("extensionName 'Demo:2': write ")
assert log.contains("version '1 0': write ")
assert !log.contains("releaseUrl '")
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
  it << 'Demo 3\nDemo3\n1.0\nhttps://example.org/diracos\norg.example\nasked\norg.example\nY\n'
}
String asked = asking.inputStream.text
assert asking.waitFor() == 0 : asked
assert asked.contains('does not match the expression')
assert new File(basedir, 'generated/asked/Demo3.json').text.contains('"https://example.org/diracos/diracos-$version.tar.gz"')
