File one = new File(basedir, 'target/one/diracos-1.0.tar.gz')
File two = new File(basedir, 'target/two/diracos-1.0.tar.gz')
assert one.bytes == two.bytes
