new File(basedir, 'simple/alpha').mkdirs()
new File(basedir, 'simple/alpha/index.html').text = '<a href="alpha-1.0-py3-none-any.whl">alpha</a>'
return true
