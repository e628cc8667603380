String log = new File(basedir, 'build.log').text
assert log.contains('DOS-CFG-01 this is no configuration that clients can read')
assert log.contains('releases.cfg:3:1')
assert log.contains('section Releases has no end')
assert new File(basedir, 'releases').list() == ['releases.cfg']
