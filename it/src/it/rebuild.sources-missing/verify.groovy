String log = new File(basedir, 'build.log').text

assert log.contains('DOS-SOURCE-05')
assert log.contains('fix ')
assert log.contains('DOS-SOURCE-03')
['one', 'two', 'three'].each { assert log.contains("the source of $it cannot be had") }
