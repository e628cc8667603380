Properties given = new Properties()
given.put('diracos.releaseDirectory', new File(basedir, 'releases').path)
new File(basedir, 'release.properties').withOutputStream { given.store(it, null) }
return true
