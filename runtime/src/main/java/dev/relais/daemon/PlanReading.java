package dev.relais.daemon;

import dev.relais.os.KnownUsers;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads a plan that was compiled, with what it names on this host: users, programs, keys. */
final class PlanReading {
  private static final long MEGABYTE = 1 << 20;

  private final Path file;
  private final KnownUsers users = new KnownUsers();
  private final List<String> warnings = new ArrayList<>();
  private final FutureTask<Plan> task = new FutureTask<>(this::attempt);

  /** Nothing is read yet. */
  PlanReading(Path file) {
    this.file = file;
  }

  /** What reads it, in any thread. */
  Runnable task() {
    return task;
  }

  /**
   * The plan, after {@link #task} has run.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Plan result() throws PlanException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PlanException refused) {
        throw refused;
      }
      throw new IllegalStateException("what can go wrong was caught", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the loop", e);
    }
  }

  /** Neither a mistake of ours nor too large a plan may take the running one away. */
  private Plan attempt() throws PlanException {
    try {
      return read();
    } catch (OutOfMemoryError e) {
      throw new PlanException(
          "the plan needs more than the %d MB of memory that relaisd gives itself"
              .formatted(Runtime.getRuntime().maxMemory() / MEGABYTE));
    } catch (RuntimeException | Error e) {
      throw new PlanException(
          "this is a mistake in relaisd, not in your configuration; please report it: " + e);
    }
  }

  /**
   * Reads it here and now.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Plan read() throws PlanException {
    return KeyFiles.read(PlanReader.read(file, users), warnings::add);
  }

  /** The users that it names, as they were looked up. */
  KnownUsers users() {
    return users;
  }

  /** What should be otherwise, and does not keep a plan from running. */
  List<String> warnings() {
    return warnings;
  }
}
