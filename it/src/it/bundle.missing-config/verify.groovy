String log = new File(basedir, 'build.log').text

assert log =~ /DOS-CONFIG-\d\d/
assert log.contains('diracos.json')
assert log.contains('fix ')
assert !new File(basedir, 'target').exists()
