package dev.relais.bfd;

/** The states of a session; RFC 5880, section 4.1. */
public enum SessionState {
  /** Held down by its administrator. */
  ADMIN_DOWN(0),
  /** Nothing was heard, or nothing any more. */
  DOWN(1),
  /** The neighbor was heard, and has not heard this end yet. */
  INIT(2),
  /** Both ends hear each other. */
  UP(3);

  private final int code;

  SessionState(int code) {
    this.code = code;
  }

  /** Its number in a packet. */
  int code() {
    return code;
  }

  /** The state of a number, 0 to 3. */
  static SessionState of(int code) {
    return switch (code) {
      case 0 -> ADMIN_DOWN;
      case 1 -> DOWN;
      case 2 -> INIT;
      default -> UP;
    };
  }
}
