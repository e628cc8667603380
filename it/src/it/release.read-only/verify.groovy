String log = new File(basedir, 'build.log').text
assert log.contains('DOS-PUBLISH-03 the release directory cannot be written')
assert log.contains('/proc/releases')
assert log.contains('fix ')
assert log.count('DOS-') == 1 || log.count('DOS-PUBLISH-03') == log.count('DOS-')
