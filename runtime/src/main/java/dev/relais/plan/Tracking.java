package dev.relais.plan;

import java.util.List;
import java.util.Optional;

/**
 * What there is to track beside scripts.
 *
 * @param files numbers in files, each name once
 * @param processes processes that are counted, each name once
 * @param sessions of bidirectional forwarding detection, each name once
 * @param delays of interfaces, each once
 * @param dynamicInterfaces whether an interface may come later than the daemon: {@code
 *     dynamic_interfaces}
 * @param processEvents the buffer of the events by which processes are counted; empty for a
 *     standard one: {@code process_monitor_rcv_bufs}
 */
public record Tracking(
    List<FileCheck> files,
    List<ProcessCheck> processes,
    List<BfdSession> sessions,
    List<InterfaceDelay> delays,
    boolean dynamicInterfaces,
    Optional<ReceiveBuffer> processEvents) {

  /** Nothing. */
  public static final Tracking NONE =
      new Tracking(List.of(), List.of(), List.of(), List.of(), false, Optional.empty());

  public Tracking {
    files = List.copyOf(files);
    processes = List.copyOf(processes);
    sessions = List.copyOf(sessions);
    delays = List.copyOf(delays);
  }
}
