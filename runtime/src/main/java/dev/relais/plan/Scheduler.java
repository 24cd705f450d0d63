package dev.relais.plan;

/**
 * How the kernel chooses a real server for a connection; ipvsadm(8).
 *
 * @param name {@code rr}, {@code wlc} and so on
 * @param flag1 {@code flag-1}: {@code sh-fallback}, {@code mh-fallback}
 * @param flag2 {@code flag-2}: {@code sh-port}, {@code mh-port}
 * @param flag3 {@code flag-3}
 * @param onePacket whether each packet is a connection: {@code ops}
 */
public record Scheduler(
    String name, boolean flag1, boolean flag2, boolean flag3, boolean onePacket) {
  private static final int LONGEST_NAME = 15;

  public Scheduler {
    Plan.require(
        !name.isEmpty() && name.length() <= LONGEST_NAME,
        "the name of a scheduler has 1 to 15 letters");
  }

  /** Without flags. */
  public static Scheduler plain(String name) {
    return new Scheduler(name, false, false, false, false);
  }
}
