String log = new File(basedir, 'build.log').text
List<String> runs = log.split('Scanning for projects') as List
assert runs.size() == 5

// Each phase runs its goal, in the order of the pipeline.
List<String> goals = ['bootstrap', 'rebuild', 'resolve', 'relocate', 'bundle', 'verify']
List<String> ran(String run) {
  (run =~ /(?m)^\[INFO\] --- (?:diracos|diracos-maven-plugin):[^:]+:(\w+) \(/).collect { it[1] }
}
assert ran(runs[1]) == goals - 'verify'
assert ran(runs[2]) == goals
assert ran(runs[3]) == goals + 'bundle'
// (Maven 4 says it of its own POM.)
assert !(runs[3] =~ /:(md5|json:lock):.* already attached/)

// Nothing to build: told in a line by the phases, a fault where it is asked for by name.
assert runs[1].count('lists nothing to build: nothing to do') == 2
assert !runs[1].contains('DOS-REBUILD-')
assert runs[4].contains('DOS-REBUILD-02')

// The first run makes the tarball, the others find it.
assert runs[1].contains('write diracos-1.0.tar.gz')
assert !runs[2].contains('write diracos-1.0.tar.gz')
assert runs[2].contains('diracos-1.0.tar.gz is up to date')
assert runs[2].contains('is up to date: nothing to do')
assert !runs[3].contains('write diracos-1.0.tar.gz')

// Installed: the tarball as the artifact itself, its MD5, the lock; nothing else.
File installed = new File(localRepositoryPath, 'org/diracgrid/diracos/it/lifecycle.package/1.0')
// (Maven 4 adds the POM of the build, and Maven its notes.)
assert (installed.list().findAll { !(it =~ /^_|-build\.pom$/) } as Set) == [
  'lifecycle.package-1.0.pom',
  'lifecycle.package-1.0.tar.gz',
  'lifecycle.package-1.0.md5',
  'lifecycle.package-1.0-lock.json'
] as Set
byte[] tarball = new File(installed, 'lifecycle.package-1.0.tar.gz').bytes
String md5 = java.security.MessageDigest.getInstance('MD5').digest(tarball).encodeHex()
assert new File(installed, 'lifecycle.package-1.0.md5').text == md5
assert new File(installed, 'lifecycle.package-1.0-lock.json').bytes == new File(basedir, 'diracos.lock.json').bytes
