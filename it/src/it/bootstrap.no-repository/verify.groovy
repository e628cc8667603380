String log = new File(basedir, 'build.log').text

assert log.contains('DOS-REBUILD-02')
assert log.contains('fix ')
assert !new File(basedir, 'repo').exists()
