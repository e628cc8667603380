import java.security.MessageDigest

File base = new File(basedir, 'base/target/diracos-1.0.tar.gz')
File other = new File(basedir, 'other/target/diracos-1.0.tar.zst')
File extension = new File(basedir, 'extension/target/Demodiracos-1.0.tar.gz')
String log = new File(basedir, 'build.log').text
List<String> runs = log.split('Scanning for projects') as List
assert runs.size() == 3

// The base goes first, though it is named last, and is taken from the reactor.
assert runs[1].indexOf('write Demodiracos-1.0.tar.gz') > runs[1].indexOf('write diracos-1.0.tar.gz')
assert runs[1].indexOf('write diracos-1.0.tar.gz') >= 0
assert new File(basedir, 'extension/target/dependency/lifecycle.reactor.base-1.0.tar.gz').bytes == base.bytes

// Nothing is made again.
assert !runs[2].contains('write diracos-1.0.tar')
assert !runs[2].contains('write Demodiracos-1.0.tar')
assert runs[2].count('is up to date: nothing to do') >= 3

// Base and extension are verified before they are installed, the extension on the base of this build.
assert new File(basedir, 'base/target/diracos/verify/verify.json').text.contains('"passed" : true')
assert new File(basedir, 'extension/target/diracos/verify/verify.json').text.contains('"passed" : true')

// Another compression is the artifact under its own extension.
String md5(File file) { MessageDigest.getInstance('MD5').digest(file.bytes).encodeHex() }
File installed = new File(localRepositoryPath, 'org/diracgrid/diracos/it')
[['base', base, 'tar.gz'], ['other', other, 'tar.zst'], ['extension', extension, 'tar.gz']].each { name, file, type ->
  String stem = "lifecycle.reactor.$name/1.0/lifecycle.reactor.$name-1.0"
  assert new File(installed, "${stem}.$type").bytes == file.bytes
  assert new File(installed, "${stem}.md5").text == md5(file)
  assert new File(installed, "$stem-lock.json").file
}
assert !new File(installed, 'lifecycle.reactor.other/1.0/lifecycle.reactor.other-1.0.tar.gz').exists()
