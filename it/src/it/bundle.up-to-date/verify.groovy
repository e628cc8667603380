String log = new File(basedir, 'build.log').text

// Three runs in one log: the first and the last write a tarball, the second has nothing to do.
assert log.count('write diracos-1.0.tar.gz:') >= 2
List<String> runs = log.split('Scanning for projects') as List
assert runs.size() == 4
assert runs[1].contains('write diracos-1.0.tar.gz')
assert !runs[2].contains('write diracos-1.0.tar.gz')
assert runs[2].contains('up to date')
assert runs[3].contains('write diracos-1.0.tar.gz')
