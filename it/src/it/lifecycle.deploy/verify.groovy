File remote = new File(basedir, 'target/remote/org/diracgrid/diracos/it/lifecycle.deploy/1.0')
File tarball = new File(remote, 'lifecycle.deploy-1.0.tar.gz')

assert tarball.bytes == new File(basedir, 'target/diracos-1.0.tar.gz').bytes
assert new File(remote, 'lifecycle.deploy-1.0-lock.json').bytes == new File(basedir, 'diracos.lock.json').bytes

// The tarball's MD5, and what Maven writes beside it, say the same.
String md5 = java.security.MessageDigest.getInstance('MD5').digest(tarball.bytes).encodeHex()
assert new File(remote, 'lifecycle.deploy-1.0.md5').text == md5
assert new File(remote, 'lifecycle.deploy-1.0.tar.gz.md5').text.trim() == md5
