package dev.relais.plan;

import java.util.Optional;

/**
 * An address with the length of its network prefix. The bits after the prefix may be set, as in the
 * address of an interface.
 *
 * @param address the address
 * @param length of the prefix, 0 to 32 or 128
 */
public record IpPrefix(IpAddress address, int length) {

  public IpPrefix {
    if (length < 0 || length > address.bits()) {
      throw new IllegalArgumentException("`" + address + "` has no prefix of length " + length);
    }
  }

  /** Reads {@code ADDRESS} or {@code ADDRESS/LENGTH}; without a length it is a host address. */
  public static Optional<IpPrefix> parse(String text) {
    int slash = text.indexOf('/');
    Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty() || slash < 0) {
      return address.map(host -> new IpPrefix(host, host.bits()));
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > address.get().bits()) {
      return Optional.empty();
    }
    return Optional.of(new IpPrefix(address.get(), Integer.parseInt(digits)));
  }

  /**
   * A prefix that is known to be one.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static IpPrefix of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("`" + text + "` is not an address with a prefix"));
  }

  /** The network: the address with all bits after the prefix zero. */
  public IpPrefix network() {
    byte[] bytes = address.bytes();
    for (int bit = length; bit < address.bits(); bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return new IpPrefix(IpAddress.of(bytes), length);
  }

  /** The last address of the network: all bits after the prefix set. In IPv4 its broadcast. */
  public IpAddress lastAddress() {
    byte[] bytes = address.bytes();
    for (int bit = length; bit < address.bits(); bit++) {
      bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    return IpAddress.of(bytes);
  }

  /** Whether an address lies in the network. */
  public boolean contains(IpAddress other) {
    return other.family() == address.family()
        && new IpPrefix(other, length).network().address().equals(network().address());
  }

  /** Whether two networks share addresses. */
  public boolean overlaps(IpPrefix other) {
    return length <= other.length ? contains(other.address) : other.contains(address);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
