String log = new File(basedir, 'build.log').text

assert log =~ /\[INFO\] "packages": extra/
assert log =~ /\[INFO\] {4}\+- libhello-1\.0-1\.x86_64 \[/
assert log =~ /4 packages, .* installed/
List<String> lines = new File(basedir, 'target/diracos/tree.txt').readLines()
assert lines.size() == 3
assert lines[0] == '"packages": hello'
assert lines[1].startsWith('\\- hello-1.0-1.x86_64 [') && lines[1].endsWith('] ...')
assert lines[2].startsWith('3 packages, ')
