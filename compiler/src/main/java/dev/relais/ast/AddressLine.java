package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code virtual_ipaddress}.
 *
 * @param span the whole line
 * @param prefix address and prefix length; without a length it is a host address
 * @param writtenLength whether the prefix length is written
 * @param interfaceName {@code dev}
 * @param scope {@code scope}: a name or a number
 * @param broadcast {@code brd}: an address, {@code +} or {@code -}
 * @param label {@code label}
 * @param others words that are known and that no component stands for
 */
public record AddressLine(
    SourceSpan span,
    Located<IpPrefix> prefix,
    boolean writtenLength,
    Optional<Located<String>> interfaceName,
    Optional<Located<Integer>> scope,
    Optional<Located<Broadcast>> broadcast,
    Optional<Located<String>> label,
    List<Located<String>> others) {

  public AddressLine {
    others = List.copyOf(others);
  }

  /** How the broadcast address is chosen. */
  public sealed interface Broadcast {
    /** This address. */
    record Given(IpAddress address) implements Broadcast {}

    /** The last address of the network: {@code +}. */
    record HostBitsSet() implements Broadcast {}

    /** The first address of the network: {@code -}. */
    record HostBitsClear() implements Broadcast {}
  }
}
