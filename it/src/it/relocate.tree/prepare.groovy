import java.nio.file.Files
import java.nio.file.Path

// A tree that nobody described in a diracos.json.
File tree = new File(basedir, 'tree')
new File(tree, 'usr/bin').mkdirs()
new File(tree, 'usr/lib64').mkdirs()
File python = new File(tree, 'usr/bin/python3')
python.text = '#!/bin/sh\necho python "$@"\n'
File tool = new File(tree, 'usr/bin/tool')
tool.text = '#!/usr/bin/python3\nprint()\n'
[python, tool].each { it.setExecutable(true) }
Path link = new File(tree, 'usr/lib64/python').toPath()
Files.deleteIfExists(link)
Files.createSymbolicLink(link, Path.of('/usr/bin/python3'))
if (new File('/usr/bin/gcc').canExecute()) {
    File source = new File(basedir, 'answer.c')
    File library = new File(tree, 'usr/lib64/libanswer.so.1')
    source.text = 'int answer(void) { return 42; }\n'
    assert ['gcc', '-shared', '-fPIC', '-Wl,-soname,libanswer.so.1', '-o', library.path, source.path].execute().waitFor() == 0
    source.text = 'extern int answer(void);\nint main(void) { return answer(); }\n'
    File program = new File(tree, 'usr/bin/answer')
    assert ['gcc', '-o', program.path, source.path, library.path].execute().waitFor() == 0
}
return true
