import java.security.MessageDigest

File releases = new File(basedir, 'releases')
String log = new File(basedir, 'build.log').text
assert log.contains('DOS-PUBLISH-05 diracos 1.0 is published already, with other bytes')
assert log.contains('fix ')
byte[] tarball = new File(releases, 'diracos-1.0.tar.gz').bytes
assert new File(releases, 'diracos-1.0.md5').text == MessageDigest.getInstance('MD5').digest(tarball).encodeHex().toString()
assert tarball != new File(basedir, 'target/diracos-1.0.tar.gz').bytes
assert new File(releases, 'diracos-1.0.lock.json').text.contains('"hello"')
