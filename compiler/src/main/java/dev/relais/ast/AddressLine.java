package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code virtual_ipaddress}, {@code virtual_ipaddress_excluded} or {@code
 * static_ipaddress}.
 *
 * @param span the whole line
 * @param prefix address and prefix length; without a length it is a host address
 * @param writtenLength whether the prefix length is written
 * @param interfaceName {@code dev}
 * @param scope {@code scope}: a number, or the number of a known name
 * @param broadcast {@code brd}: an address, {@code +} or {@code -}
 * @param label {@code label}
 * @param options all others in the order of the line, each at its word
 */
public record AddressLine(
    SourceSpan span,
    Located<IpPrefix> prefix,
    boolean writtenLength,
    Optional<Located<String>> interfaceName,
    Optional<Located<Integer>> scope,
    Optional<Located<Broadcast>> broadcast,
    Optional<Located<String>> label,
    List<Located<AddressOption>> options) {

  public AddressLine {
    options = List.copyOf(options);
  }

  /** Whether a word without a value is there. */
  public boolean has(AddressOption.Flag flag) {
    return options.stream().anyMatch(option -> option.value() == flag);
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
