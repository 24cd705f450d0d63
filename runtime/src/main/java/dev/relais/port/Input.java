package dev.relais.port;

import dev.relais.bfd.ControlPacket;
import dev.relais.health.ProbeResult;
import dev.relais.plan.IpAddress;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What came in from outside. */
public sealed interface Input {

  /**
   * A packet of protocol 112.
   *
   * @param interfaceName where it arrived
   * @param at when it arrived, on the {@link Clock}; it may have waited since
   */
  record Packet(String interfaceName, VrrpPacket packet, Duration at) implements Input {}

  /** The kernel reports changes. */
  record Changes(List<NetlinkMessage> messages) implements Input {}

  /** The kernel had more to report than there was room for: ask for everything again. */
  record ChangesLost() implements Input {}

  /**
   * A program ended.
   *
   * @param id as {@link Programs#start} returned it
   * @param status the exit status, or −1 if a signal ended it
   * @param words for people: {@code exited with status 1}, {@code ended by signal 9}
   */
  record ProgramEnded(long id, int status, String words) implements Input {}

  /** About something that is tracked. */
  sealed interface OfCheck extends Input {}

  /**
   * A watched file is another one, or says something else.
   *
   * @param text that it begins with; empty if it is not there or cannot be read
   */
  record FileChanged(String file, Optional<String> text) implements OfCheck {}

  /** So many processes of a check run now. */
  record ProcessesCounted(String check, int count) implements OfCheck {}

  /**
   * A packet of bidirectional forwarding detection.
   *
   * @param source of its IP header
   * @param hopLimit of its IP header
   * @param multihop whether it came to port 4784
   */
  record Control(IpAddress source, int hopLimit, boolean multihop, ControlPacket.Received packet)
      implements OfCheck {}

  /**
   * A look at a real server has ended.
   *
   * @param id as it was given to {@link Probing#begin}
   */
  record Probed(long id, ProbeResult result) implements Input {}

  /**
   * A plan that was to be read is there, or cannot be read.
   *
   * @param number of the reading
   */
  record PlanRead(long number) implements Input {}

  /**
   * An operator gives an order; {@link Operators} answers.
   *
   * @param operator who
   * @param line without its end
   */
  record Ordered(long operator, String line) implements Input {}

  /** Somebody asks something of the daemon. */
  record Asked(Request request) implements Input {}

  /** What can be asked, by a signal. */
  enum Request {
    /** SIGTERM, SIGINT. */
    STOP,
    /** SIGHUP. */
    RELOAD,
    /** SIGUSR1. */
    WRITE_DATA,
    /** SIGUSR2. */
    WRITE_STATISTICS
  }
}
