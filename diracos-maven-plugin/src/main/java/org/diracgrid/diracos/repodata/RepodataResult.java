package org.diracgrid.diracos.repodata;

/**
 * What writing the metadata of a repository came to.
 *
 * @param packages how many the repository has
 * @param read how many of them had to be read
 * @param written whether a document differs from the one that was there
 */
public record RepodataResult(int packages, int read, boolean written) {}
