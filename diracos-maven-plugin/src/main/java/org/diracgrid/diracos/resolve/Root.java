package org.diracgrid.diracos.resolve;

/**
 * A package that the configuration asks for.
 *
 * @param spec a name, {@code name.arch}, {@code name-version[-release[.arch]]}, a glob of these, a
 *     capability, with a version or without ({@code foo >= 1.2}), an absolute path, or
 *     {@code @group}, which {@link Groups} replaces
 * @param origin what asked for it, such as {@code "packages"}; stands in the lock
 * @param where the place for messages, such as {@code diracos.json:7:5 (/packages/0)}
 */
public record Root(String spec, String origin, String where) {}
