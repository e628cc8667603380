String log = new File(basedir, 'build.log').text

assert log.contains('DOS-VERIFY-31 there is no directory to look at')
assert log.contains('no/such/folder')
assert log.contains('give -Ddiracos.tree a directory or -Ddiracos.tarball a tarball')
