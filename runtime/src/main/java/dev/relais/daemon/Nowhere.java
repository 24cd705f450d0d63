package dev.relais.daemon;

import dev.relais.host.Operation;
import dev.relais.port.Network;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkMessage;
import java.util.List;
import java.util.Optional;

/** A network where nothing is and nothing happens. */
final class Nowhere implements Network {
  @Override
  public void listen(Listening listening) {}

  @Override
  public void ignore(Channel channel) {}

  @Override
  public Optional<String> advertise(Channel channel, Bytes packet) {
    return Optional.empty();
  }

  @Override
  public Optional<String> announce(int index, byte[] frame) {
    return Optional.empty();
  }

  @Override
  public List<Refusal> perform(List<Operation> operations) {
    return List.of();
  }

  @Override
  public List<NetlinkMessage> inventory() {
    return List.of();
  }
}
