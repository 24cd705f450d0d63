package dev.relais.plan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An address that a virtual router holds while it is MASTER.
 *
 * @param prefix address and prefix length
 * @param interfaceName where it is added
 * @param scope as in ip-address(8): 0 for global, 253 link, 254 host, 255 nowhere
 * @param broadcast the broadcast address to set
 * @param label the label to set, up to 15 characters
 */
public record VirtualAddress(
    IpPrefix prefix,
    String interfaceName,
    int scope,
    Optional<IpAddress> broadcast,
    Optional<String> label) {

  public VirtualAddress {
    Plan.require(scope >= 0 && scope <= 255, "the scope of " + prefix + " is out of range");
    Plan.require(
        label.stream().allMatch(text -> text.getBytes(StandardCharsets.UTF_8).length <= 15),
        "the label of " + prefix + " is longer than 15 characters");
  }
}
