package dev.relais.loop;

import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.port.ProcessTable;
import dev.relais.port.Sessions;
import dev.relais.port.WatchedFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is tracked outside, beside scripts and interfaces. */
public record CheckPorts(WatchedFiles files, ProcessTable processes, Sessions sessions) {

  /** A host without files and processes, where sessions hear nobody. */
  public static final CheckPorts NOTHING =
      new CheckPorts(new NoFiles(), CheckPorts::none, new DeafSessions());

  private static ProcessTable.Counting none(
      List<ProcessCheck> checks, Optional<ReceiveBuffer> events) {
    Map<String, Integer> counts =
        checks.stream().collect(Collectors.toMap(ProcessCheck::name, _ -> 0));
    return new ProcessTable.Counting(counts, Optional.empty());
  }

  private record NoFiles() implements WatchedFiles {
    @Override
    public Optional<String> watch(FileCheck check, boolean begins) {
      return Optional.empty();
    }

    @Override
    public void ignore(String file) {}

    @Override
    public Optional<String> delete(String file) {
      return Optional.empty();
    }
  }

  private record DeafSessions() implements Sessions {
    @Override
    public long open(BfdSession session) {
      return 0;
    }

    @Override
    public void close(String session) {}

    @Override
    public Optional<String> send(String session, byte[] packet) {
      return Optional.empty();
    }
  }
}
