String log = new File(basedir, 'build.log').text

assert log.contains('DOS-STAGE-03')
assert log.contains('puts /up/escaped behind')
assert log.contains('evil-1.0-1.noarch')
assert log =~ /\[ERROR\] +fix +\S/
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
assert !new File(basedir, 'escaped').exists()
assert !new File(basedir, 'target/escaped').exists()
