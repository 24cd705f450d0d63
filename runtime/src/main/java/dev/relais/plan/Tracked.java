package dev.relais.plan;

/**
 * How a virtual router uses something that it tracks.
 *
 * @param kind what is tracked
 * @param name of the interface, or of the check, or the address
 * @param weight -254 to 254, for interfaces, scripts and BFD sessions -253 to 253. 0: the router is
 *     in FAULT while the check is bad. Above 0: added to the priority while the check is good.
 *     Below 0: added, so that it lowers the priority, while the check is bad. The number in a file
 *     is multiplied by it
 * @param reverse whether what is added is subtracted; without a weight, whether good and bad are
 *     swapped
 */
public record Tracked(Kind kind, String name, int weight, boolean reverse) {

  /** What can be tracked. */
  public enum Kind {
    /** An interface of the host: good while it is up. */
    INTERFACE("interface", 253),
    /** A program that is run again and again: {@link ScriptCheck}. */
    SCRIPT("script", 253),
    /** A number in a file: {@link FileCheck}. */
    FILE("file", 254),
    /** Processes, counted: {@link ProcessCheck}. */
    PROCESS("process", 254),
    /** A session of bidirectional forwarding detection: {@link BfdSession}. */
    BFD("BFD session", 253),
    /** An IP address: good while an interface of the host has it. {@code track_src_ip} */
    ADDRESS("address", 0);

    private final String noun;
    private final int mostWeight;

    Kind(String noun, int mostWeight) {
      this.noun = noun;
      this.mostWeight = mostWeight;
    }

    /** In a sentence. */
    public String noun() {
      return noun;
    }
  }

  public Tracked {
    Plan.require(
        Math.abs(weight) <= kind.mostWeight,
        "the weight of %s `%s` is out of range".formatted(kind.noun, name));
    Plan.require(
        kind != Kind.ADDRESS || IpAddress.parse(name).isPresent(),
        "`%s` is tracked as an address, and is none".formatted(name));
  }

  /** A script. */
  public static Tracked script(String name, int weight) {
    return new Tracked(Kind.SCRIPT, name, weight, false);
  }

  /** An address that must be on this host. */
  public static Tracked required(IpAddress address) {
    return new Tracked(Kind.ADDRESS, address.toString(), 0, false);
  }

  /** An interface that must be up. */
  public static Tracked required(String interfaceName) {
    return new Tracked(Kind.INTERFACE, interfaceName, 0, false);
  }
}
