String log = new File(basedir, 'build.log').text

['diracos:resolve', 'diracos:relocate', 'diracos:bundle', 'diracos:help'].each { assert log.contains(it) }
