package org.diracgrid.diracos.resolve;

/**
 * A package that the configuration asks for.
 *
 * @param spec a name, {@code name.arch}, {@code name-version[-release[.arch]]}, a glob of these, a
 *     capability or an absolute path
 * @param origin where it was asked for, such as {@code diracos.json "packages"}
 */
public record Root(String spec, String origin) {}
