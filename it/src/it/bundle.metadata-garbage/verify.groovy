String log = new File(basedir, 'build.log').text

assert log.contains('DOS-REPO-03')
assert log.contains('is not valid repository metadata')
assert log.contains('repomd.xml')
assert log =~ /\[ERROR\] +fix +\S/
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
assert !new File(basedir, 'escaped').exists()
assert !new File(basedir, 'target/escaped').exists()
