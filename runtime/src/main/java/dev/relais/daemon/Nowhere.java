package dev.relais.daemon;

import dev.relais.host.Operation;
import dev.relais.port.Network;
import dev.relais.wire.NetlinkMessage;
import java.util.List;
import java.util.Optional;

/** A network where nothing is and nothing happens. */
final class Nowhere implements Network {
  @Override
  public void listen(String interfaceName, int index) {}

  @Override
  public void ignore(String interfaceName) {}

  @Override
  public Optional<String> advertise(String interfaceName, byte[] packet) {
    return Optional.empty();
  }

  @Override
  public Optional<String> announce(int index, byte[] frame) {
    return Optional.empty();
  }

  @Override
  public Optional<String> perform(Operation operation) {
    return Optional.empty();
  }

  @Override
  public List<NetlinkMessage> inventory() {
    return List.of();
  }
}
