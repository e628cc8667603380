import java.security.MessageDigest

context.get('server').stop(0)
File remote = new File(basedir, 'remote')
String md5(File file) {
  MessageDigest.getInstance('MD5').digest(file.bytes).encodeHex().toString()
}

// The tarball before its digest before the lists; what a run left undone is done by the next, no more.
assert context.get('requests') as List == [
  'PUT diracos-1.0.tar.gz 201', 'PUT diracos-1.0.sha256 201', 'PUT diracos-1.0.lock.json 201', 'PUT diracos-1.0.md5 500',
  'PUT diracos-1.0.tar.gz 201', 'PUT diracos-1.0.sha256 201', 'PUT diracos-1.0.lock.json 201', 'PUT diracos-1.0.md5 201',
  'PUT releases.cfg 201', 'PUT release-DIRAC-1.0.md5 201', 'PUT release-DIRAC-1.0.cfg 201', 'PUT dirac.cfg 201',
  'PUT diracos-1.1.tar.gz 201', 'PUT diracos-1.1.sha256 201', 'PUT diracos-1.1.lock.json 201', 'PUT diracos-1.1.md5 201',
  'PUT releases.cfg 500',
  'PUT releases.cfg 201', 'PUT release-DIRAC-1.1.md5 201', 'PUT release-DIRAC-1.1.cfg 201',
]

List<String> runs = new File(basedir, 'build.log').text.split('Scanning for projects') as List
assert runs.size() == 7
assert runs[1].contains('DOS-PUBLISH-12 the release directory takes no upload')
assert runs[1] =~ /http:\/\/localhost:\d+\/d\/diracos-1\.0\.md5/
assert runs[3].contains('DOS-PUBLISH-05 diracos 1.0 is published already, with other bytes')
assert runs[4].contains('DOS-PUBLISH-12')
assert runs[6].contains('diracos 1.1 is published')
assert !runs.any { it.contains('s3cret') }

['1.0', '1.1'].each {
  assert new File(remote, "diracos-${it}.md5").text == md5(new File(remote, "diracos-${it}.tar.gz"))
  assert new File(remote, "release-DIRAC-${it}.md5").text == md5(new File(remote, "release-DIRAC-${it}.cfg"))
}
assert new File(remote, 'diracos-1.1.tar.gz').bytes == new File(basedir, 'target/diracos-1.1.tar.gz').bytes
// What was there first is still there.
assert new File(remote, 'releases.cfg').text ==
    'Releases\n{\n  # the first\n  v8r0\n  {\n    DIRACOS = 0.9\n  }\n' +
    '  1.0\n  {\n    DIRACOS = 1.0\n  }\n  1.1\n  {\n    DIRACOS = 1.1\n  }\n}\n'
assert new File(remote, 'dirac.cfg').text.contains('\nDIRACOS = https://example.org/diracos\n')
