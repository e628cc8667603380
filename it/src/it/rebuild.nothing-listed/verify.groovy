String log = new File(basedir, 'build.log').text

assert log.contains('DOS-REBUILD-04')
assert log.contains('fix ')
