import java.security.MessageDigest

File releases = new File(basedir, 'releases')
String md5(byte[] bytes) {
  MessageDigest.getInstance('MD5').digest(bytes).encodeHex().toString()
}
File tarball = new File(releases, 'diracos-1.0.tar.gz')
assert tarball.bytes == new File(basedir, 'target/diracos-1.0.tar.gz').bytes
assert new File(releases, 'diracos-1.0.md5').text == md5(tarball.bytes)
assert new File(releases, 'diracos-1.0.lock.json').bytes == new File(basedir, 'diracos.lock.json').bytes
assert new File(releases, 'release-DIRAC-v8r1.md5').text == md5(new File(releases, 'release-DIRAC-v8r1.cfg').bytes)
assert new File(releases, 'release-DIRAC-v8r1.cfg').text == '''\
DefaultModules = DIRAC
Sources
{
  DIRAC = https://example.org/DIRAC.git
}
Releases
{
  v8r1
  {
    DIRACOS = 1.0
  }
}
'''
String there = '# kept\r\nDefaultModules = DIRAC\r\n\r\nSources\r\n{\r\n  DIRAC = https://example.org/DIRAC.git\r\n}\r\n\r\n' +
    'Releases\r\n{\r\n  # the first\r\n  v8r0\r\n  {\r\n    Modules = DIRAC:v8r0\r\n    Modules += Web:v5r0\r\n    DIRACOS = 0.9\r\n  }\r\n'
assert new File(releases, 'releases.cfg').text == there + '  v8r1\r\n  {\r\n    DIRACOS = 1.0\r\n  }\r\n}\r\n'
assert new File(releases, 'dirac.cfg').text.contains('\nDIRACOS = https://example.org/diracos\n')
assert !releases.list().any { it.endsWith('.diracos-unfinished') }

String log = new File(basedir, 'build.log').text
assert log.count('published https://example.org/diracos/diracos-1.0.tar.gz') == 1
assert log.contains('diracos 1.0 is published')
