package dev.relais.bfd;

import java.util.Arrays;
import java.util.Locale;

/** Why a session left the state UP; RFC 5880, section 4.1. */
public enum Diagnostic {
  /** It did not. */
  NONE(0),
  /** The neighbor fell silent. */
  DETECTION_TIME_EXPIRED(1),
  /** Never said here, but heard. */
  ECHO_FAILED(2),
  /** The neighbor said that its session is down. */
  NEIGHBOR_SIGNALED_DOWN(3),
  /** Never said here, but heard. */
  FORWARDING_PLANE_RESET(4),
  /** Never said here, but heard. */
  PATH_DOWN(5),
  /** Never said here, but heard. */
  CONCATENATED_PATH_DOWN(6),
  /** This end was stopped. */
  ADMINISTRATIVELY_DOWN(7),
  /** Never said here, but heard. */
  REVERSE_CONCATENATED_PATH_DOWN(8);

  private final int code;

  Diagnostic(int code) {
    this.code = code;
  }

  /** For the log. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Its number in a packet. */
  int code() {
    return code;
  }

  /** A number that is not assigned says nothing. */
  static Diagnostic of(int code) {
    return Arrays.stream(values()).filter(known -> known.code == code).findFirst().orElse(NONE);
  }
}
