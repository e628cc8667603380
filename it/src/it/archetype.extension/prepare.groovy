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
new File(basedir, 'base-name.properties').answers(artifactId: 'bad', extensionName: 'Dirac')

File.metaClass.properties = { Map<String, String> given ->
  Properties all = new Properties()
  all.putAll([
    'diracos.cache': '@it.cache@/' + basedir.parentFile.name + '/archetype.extension.generated',
  ] + given)
  delegate.withOutputStream { all.store(it, null) }
}
new File(basedir, 'build.properties').properties([:])
// The base of this test has no Python, so RPMs are added.
new File(basedir, 'release.properties').properties([
  'diracos.packages'        : 'extra',
  'diracos.repositories'    : '[{"id": "base", "url": "@it.repositories@/basic"}]',
  'diracos.releaseDirectory': new File(basedir, 'target').path,
])
return true
