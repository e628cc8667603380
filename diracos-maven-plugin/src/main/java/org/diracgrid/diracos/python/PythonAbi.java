package org.diracgrid.diracos.python;

/**
 * Which Python compiled modules are for.
 *
 * @param version such as {@code 3.11}
 * @param soabi such as {@code cpython-311-x86_64-linux-gnu}
 */
public record PythonAbi(String version, String soabi) {}
