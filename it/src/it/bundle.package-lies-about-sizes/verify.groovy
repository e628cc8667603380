String log = new File(basedir, 'build.log').text

assert log.contains('DOS-RPM-08')
assert log.contains('by the header')
assert log.contains('evil-1.0-1.noarch')
assert log =~ /\[ERROR\] +fix +\S/
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
assert !new File(basedir, 'escaped').exists()
assert !new File(basedir, 'target/escaped').exists()
