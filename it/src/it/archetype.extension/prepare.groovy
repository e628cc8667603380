// What a person would answer.
File.metaClass.answers = { Map<String, String> given ->
  Properties all = new Properties()
  all.putAll([
    archetypeCatalog   : 'local',
    archetypeGroupId   : '@project.groupId@',
    archetypeArtifactId: 'diracos-extension-archetype',
    archetypeVersion   : '@project.version@',
    outputDirectory    : new File(basedir, 'generated').path,
    groupId            : 'org.example',
    baseVersion        : '1.0',
    releaseUrl         : "file://$basedir/target".toString(),
  ] + given)
  delegate.withOutputStream { all.store(it, null) }
}
new File(basedir, 'good.properties').answers(artifactId: 'good', extensionName: 'Demo_2')
new File(basedir, 'bad.properties').answers(artifactId: 'bad', extensionName: 'Demo:2', version: '1 0')

// The base of this test has no Python, which pipRequirements needs: RPMs are added instead.
new File(basedir, 'rpms.json').text = """{
  "extensionName": "Demo_2",
  "diracOsVersion": "1.0",
  "base": "file://$basedir/target/diracos-\$version.tar.gz",
  "packages": ["extra"],
  "repositories": [{"id": "base", "url": "@it.repositories@/basic"}]
}
"""
Properties build = new Properties()
build.putAll([
  'diracos.cache' : '@it.cache@/' + basedir.parentFile.name + '/archetype.extension.generated',
  'diracos.config': new File(basedir, 'rpms.json').path,
])
new File(basedir, 'build.properties').withOutputStream { build.store(it, null) }
return true
