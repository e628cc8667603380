import java.security.MessageDigest

File releases = new File(basedir, 'releases')
List<String> runs = new File(basedir, 'build.log').text.split('Scanning for projects') as List
assert runs.size() == 3

// The base first, from the reactor, then what stands on it.
assert runs[1].indexOf('/diracos-1.0.tar.gz') > 0
assert runs[1].indexOf('/release-DIRAC-1.0.cfg') < runs[1].indexOf('/Demodiracos-1.0.tar.gz')
assert runs[2].contains('diracos 1.0 is published') && runs[2].contains('Demodiracos 1.0 is published')
assert !runs[2].contains('published file:')

[diracos: 'base', Demodiracos: 'extension'].each { name, module ->
  byte[] tarball = new File(releases, "$name-1.0.tar.gz").bytes
  assert tarball == new File(basedir, "$module/target/$name-1.0.tar.gz").bytes
  assert new File(releases, "$name-1.0.md5").text == MessageDigest.getInstance('MD5').digest(tarball).encodeHex().toString()
}

assert new File(releases, 'releases.cfg').text.endsWith(
    'Releases\n{\n  1.0\n  {\n    DIRACOS = 1.0\n  }\n' +
    '  v3r0\n  {\n    Depends = DIRAC:1.0\n    DIRACOS = Demo:1.0\n  }\n}\n')
