package org.diracgrid.diracos.config;

/**
 * One entry of a package group. A name may come twice: v1 builds a package once against its
 * bootstrap and again later.
 *
 * @param name names the build, its patch and its routines
 * @param group name of its group; empty if the group has none
 * @param options merged from {@code rpmBuild}, group and package
 * @param where where it was written
 */
public record PackageBuild(String name, String group, BuildOptions options, String where) {}
