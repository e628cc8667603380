package org.diracgrid.diracos.repodata;

/**
 * A document as it was written.
 *
 * @param sha256 of the file
 * @param size of the file
 * @param openSha256 of its content
 * @param openSize of its content
 * @param units bytes of what was compressed by itself: head, blocks, foot
 */
record WrittenDocument(byte[] sha256, long size, byte[] openSha256, long openSize, int[] units) {}
