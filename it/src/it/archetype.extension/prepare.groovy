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

// The generated project knows its base alone.
Properties build = new Properties()
build.putAll([
  'diracos.cache'       : '@it.cache@/' + basedir.parentFile.name + '/archetype.extension.generated',
  'diracos.packages'    : 'extra',
  'diracos.repositories': '[{"id": "base", "url": "@it.repositories@/basic"}]',
])
new File(basedir, 'build.properties').withOutputStream { build.store(it, null) }
return true
