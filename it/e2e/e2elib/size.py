"""Memory does not grow with the bundle."""

import os

from .bench import build_package, createrepo, remove
from .harness import check, same, test

MIB = 1 << 20
FILES = 4
FILE_SIZE = 512 * MIB


def half_compressible(path, size):
    """A file of that size that compresses a little; written quickly."""
    block = os.urandom(MIB // 4)
    with open(path, "wb") as stream:
        for number in range(size // MIB):
            stream.write(os.urandom(MIB // 16) + block * 3 + number.to_bytes(4, "big") * (3 * MIB // 64))


@test
def two_gigabytes_are_bundled_with_half_a_gigabyte_of_heap(bench):
    directory = bench.work / "large"
    directory.mkdir()
    for number in range(FILES):
        data = bench.work / f"large-{number}"
        half_compressible(data, FILE_SIZE)
        build_package(bench.work, f"large-{number}", {f"/usr/share/large/{number}": data}, payload="w1.zstdio") \
            .rename(directory / f"large-{number}.rpm")
        data.unlink()
    for build in bench.work.glob("tmp*"):
        remove(build)
    createrepo(directory)
    project = bench.project("large", repository=directory, packages=[f"large-{n}" for n in range(FILES)])
    project.run("bundle", "-Ddiracos.bundle.compression=zst", "-Ddiracos.bundle.level=1",
                env={"MAVEN_OPTS": "-Xmx512m"}).ok().says_not("OutOfMemory")
    sizes = [entry["size"] for entry in project.staged() if entry["path"].startswith("/usr/share/large/")]
    same([FILE_SIZE] * FILES, sizes, "sizes of the files")
    check(project.tarball("zst").stat().st_size > FILES * FILE_SIZE // 16, "the tarball is too small")
    remove(project.directory)
    remove(directory)
