byte[] start = new File(basedir, 'target/diracos-1.0.tar.zst').bytes
assert start[0..3] == [0x28, 0xb5, 0x2f, 0xfd].collect { (byte) it }
