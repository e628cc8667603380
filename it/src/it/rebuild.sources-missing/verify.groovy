String log = new File(basedir, 'build.log').text

assert log.contains('DOS-SOURCE-05')
assert log.contains('DOS-SOURCE-03')
assert log.contains('fix ')
assert ['one', 'two', 'three'].every { log.contains('the source of ' + it + ' cannot be had') }
