import java.security.MessageDigest
import java.util.zip.GZIPInputStream

File tarball = new File(basedir, 'target/diracos-1.0.tar.gz')
String hex(String algorithm, File file) {
  MessageDigest.getInstance(algorithm).digest(file.bytes).encodeHex().toString()
}
assert new File(basedir, 'target/diracos-1.0.md5').text == hex('MD5', tarball)
assert new File(basedir, 'target/diracos-1.0.sha256').text == hex('SHA-256', tarball) + '  diracos-1.0.tar.gz\n'

// Names stand in plain text at the start of tar headers.
byte[] tar = new GZIPInputStream(tarball.newInputStream()).bytes
List<String> names = []
for (int at = 0; at < tar.length && tar[at] != 0;) {
  names << new String(tar, at, 100, 'US-ASCII').takeWhile { it != '\0' }
  long size = Long.parseLong(new String(tar, at + 124, 11, 'US-ASCII'), 8)
  at += 512 + (int) ((size + 511) / 512) * 512
}
assert names[0] == 'diracos/'
assert names.contains('diracos/usr/bin/hello')
assert names.contains('diracos/usr/lib64/libhello.so.1')
assert names.contains('diracos/diracosrc')
assert names.every { it.startsWith('diracos/') }
assert !names.any { it.contains('libc.so.6') } : 'glibc is beyond the boundary'

// Attached: installed with the project.
File installed = new File(localRepositoryPath, 'org/diracgrid/diracos/it/bundle.basic/1.0/bundle.basic-1.0.tar.gz')
assert installed.bytes == tarball.bytes

String log = new File(basedir, 'build.log').text
assert log.contains('what weighs most, unpacked:')
assert log.contains('how long it took:')
assert new File(basedir, 'diracos.lock.json').text.contains('"hello"')
