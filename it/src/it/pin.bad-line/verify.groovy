String log = new File(basedir, 'build.log').text

assert log =~ /DOS-PYTHON-21 [^\n]*beta=2\.0/
assert log =~ /where\s+\S*requirements\.txt:3\b/
assert log.contains('an exact version is asked for with ==')
assert log.contains('DOS-PYTHON-20')
assert log =~ /where\s+\S*requirements\.txt:4\b/
assert new File(basedir, 'requirements.txt').text.contains('alpha>=1.0\n') : 'nothing is written'
