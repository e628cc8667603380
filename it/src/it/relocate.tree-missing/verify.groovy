String log = new File(basedir, 'build.log').text

assert log.contains('DOS-RELOC-24 this is no tree to be relocated')
assert log.contains('there is no such directory')
assert log.contains('no/such/tree')
assert log.contains('fix ')
assert !new File(basedir, 'target').exists()
