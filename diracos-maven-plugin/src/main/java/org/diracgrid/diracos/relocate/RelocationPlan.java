package org.diracgrid.diracos.relocate;

/** All that relocation does to a tree, as data; {@link RelocationJson} writes it. */
public record RelocationPlan(
    RemovalPlan removal, LinkPlan links, RpathPlan rpaths, ShebangPlan shebangs, TextPlan texts) {}
