/**
 * What the user asks for: {@code diracos.json}, its {@code -Ddiracos.*} overrides and the mock
 * configurations it names, read into one immutable value with every problem reported at once.
 *
 * <p>A reading goes through four steps, each of which only sees the result of the one before:
 *
 * <pre>
 * text --JsonReader--&gt; Json (values with places) --Overrides--&gt; Json --Checker--&gt; Json --SpecBuilder--&gt; DiracosSpec
 * </pre>
 *
 * <p>Glossary:
 *
 * <dl>
 *   <dt>Key
 *   <dd>one word of the grammar: its shape, default, meaning and property. {@link
 *       org.diracgrid.diracos.config.Keys} declares all of them, once; the checker, the JSON
 *       Schema, the table in {@code docs/configuration.md} and "did you mean" are derived from it.
 *   <dt>Place
 *   <dd>where a value was written: file, line, column and JSON pointer, or the property that gave
 *       it.
 *   <dt>Override
 *   <dd>a value given as {@code -Ddiracos.…}; it replaces what the file says and is checked like
 *       it.
 *   <dt>Root
 *   <dd>a package asked for by name ({@code packages}), as opposed to one that came as a
 *       dependency.
 *   <dt>Own repository
 *   <dd>the one that holds what this configuration builds: the directory {@code rpmBuild.repo},
 *       known by the id {@code diracos}. Without {@code packages} its content gives the roots.
 *   <dt>Boundary
 *   <dd>the packages at which following dependencies stops, because the host provides them.
 *   <dt>Variables
 *   <dd>{@code $basearch}, {@code $arch}, {@code $releasever} and their like in addresses, as in
 *       dnf.
 *   <dt>Module stream
 *   <dd>one of the alternative versions in which a repository offers a set of packages, such as
 *       {@code nodejs:18}; of a module at most one is active.
 *   <dt>Mock configuration
 *   <dd>a {@code .cfg} of mock: Python text that assigns to {@code config_opts}; its {@code
 *       yum.conf} or {@code dnf.conf} text names the repositories. Read here as data, never run.
 *   <dt>Routine
 *   <dd>a program of the user's that runs around a build and is handed the package's merged
 *       options, unknown ones included.
 * </dl>
 */
@NullMarked
package org.diracgrid.diracos.config;

import org.jspecify.annotations.NullMarked;
