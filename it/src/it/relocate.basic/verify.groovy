File tree = new File(basedir, 'target/diracos/tree')
assert new File(tree, 'usr/bin/hello').readLines()[0] != '#!/usr/bin/python3' : 'the shebang is relocatable'
assert java.nio.file.Files.readSymbolicLink(new File(tree, 'usr/lib64/libhello.so').toPath()).toString() == 'libhello.so.1'
assert new File(tree, 'diracosrc').exists()
assert new File(tree, 'bin/diracos-run').exists()
assert new File(basedir, 'target/diracos/paths.json').exists()
assert new File(tree, 'versions.txt').exists()
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
