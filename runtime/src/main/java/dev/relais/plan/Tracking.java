package dev.relais.plan;

import java.util.List;

/**
 * What there is to track beside scripts.
 *
 * @param files numbers in files, each name once
 * @param processes processes that are counted, each name once
 * @param sessions of bidirectional forwarding detection, each name once
 * @param delays of interfaces, each once
 * @param dynamicInterfaces whether an interface may come later than the daemon: {@code
 *     dynamic_interfaces}
 */
public record Tracking(
    List<FileCheck> files,
    List<ProcessCheck> processes,
    List<BfdSession> sessions,
    List<InterfaceDelay> delays,
    boolean dynamicInterfaces) {

  /** Nothing. */
  public static final Tracking NONE =
      new Tracking(List.of(), List.of(), List.of(), List.of(), false);

  public Tracking {
    files = List.copyOf(files);
    processes = List.copyOf(processes);
    sessions = List.copyOf(sessions);
    delays = List.copyOf(delays);
  }
}
