File tree = new File(basedir, 'tree')
String log = new File(basedir, 'build.log').text

assert log =~ /tree relocated: \d ELF files patched/
assert log.contains('nothing to do in') : 'the second run finds everything done'
assert new File(tree, 'usr/bin/tool').readLines()[0] != '#!/usr/bin/python3' : 'the shebang is relocatable'
assert java.nio.file.Files.readSymbolicLink(new File(tree, 'usr/lib64/python').toPath()).toString() == '../bin/python3'
assert tree.list().toList() == ['usr'] : 'nothing is added'
assert new File(basedir, 'target/diracos/relocation.json').exists()
File program = new File(tree, 'usr/bin/answer')
if (program.exists()) {
    assert [program.path].execute(['LD_LIBRARY_PATH=/hostile'], basedir).waitFor() == 42
}
