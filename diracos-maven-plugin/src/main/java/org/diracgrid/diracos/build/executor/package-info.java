/**
 * Has jobs done: by threads of this process, or as jobs of a batch system that shares our
 * directories.
 *
 * <p>A job is done by {@link org.diracgrid.diracos.build.executor.Worker} wherever it is done, and
 * all that passes between it and us are files of the job's directory:
 *
 * <pre>
 * job.json        the job, written whole before it is submitted
 * inputs          digest of the job and of the files that it names, by which a later run knows it
 * attempt         number of the attempt that counts; a worker of another one leaves no outcome
 * build.log       what the builder's programs said
 * result/         what was built
 * outcome.json    what came of it; written whole, after all else: that it is there is the only
 *                 sign that the job is done
 * problems.json   instead of it: what would stop any other job, too
 * </pre>
 *
 * <p>{@link org.diracgrid.diracos.build.executor.BatchExecutor} knows jobs of any batch system;
 * what is particular of one is behind {@link org.diracgrid.diracos.build.executor.BatchSystem}.
 */
@NullMarked
package org.diracgrid.diracos.build.executor;

import org.jspecify.annotations.NullMarked;
