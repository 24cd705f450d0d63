package dev.relais.failover;

import dev.relais.os.LinuxNetwork;
import dev.relais.os.Reactor;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.port.HostException;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Bytes;
import dev.relais.wire.VrrpFormat;
import java.io.IOException;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Sends what nobody should believe to the virtual router of the founding pair: noise at first, then
 * a trickle of advertisements that are good but for one thing.
 */
final class Intruder {
  /** Faster than the trickle's period, any of these would keep a master from its own. */
  static final Duration TRICKLE = Duration.ofMillis(300);

  private static final int IP_HEADER = 20;
  private static final int VIRTUAL_ROUTER_ID = 51;
  private static final int NOISE_AT_ONCE = 20;

  private Intruder() {}

  /** Arguments: own address, how much noise, how many packets trickle, seed. */
  public static void main(String[] arguments)
      throws HostException, IOException, InterruptedException {
    IpAddress source = IpAddress.of(arguments[0]);
    int noise = Integer.parseInt(arguments[1]);
    int trickle = Integer.parseInt(arguments[2]);
    Random random = new Random(Long.parseLong(arguments[3]));
    try (Reactor reactor = new Reactor();
        LinuxNetwork network = new LinuxNetwork(reactor)) {
      Channel channel = new Channel("eth0", AddressFamily.INET);
      int index = NetworkInterface.getByName("eth0").getIndex();
      network.listen(
          new Listening(channel, index, Set.of(VrrpFormat.GROUP), false, Optional.empty()));
      for (int i = 0; i < noise; i++) {
        network.advertise(channel, Bytes.of(noise(source, i, random)));
        if (i % NOISE_AT_ONCE == 0) {
          Thread.sleep(5);
        }
      }
      for (int i = 0; i < trickle; i++) {
        network.advertise(channel, Bytes.of(almostRight(source, i % 5)));
        Thread.sleep(TRICKLE.toMillis());
      }
    }
  }

  private static byte[] noise(IpAddress source, int number, Random random) {
    byte[] good = VrrpFormat.encode(advertisement("minet51", 1, TestPair.ADDRESS), source);
    return switch (number % 3) {
      case 0 -> {
        byte[] scrambled = Arrays.copyOf(good, IP_HEADER + 8 + random.nextInt(200));
        byte[] rest = new byte[scrambled.length - IP_HEADER];
        random.nextBytes(rest);
        System.arraycopy(rest, 0, scrambled, IP_HEADER, rest.length);
        scrambled[IP_HEADER] = 0x21;
        scrambled[IP_HEADER + 1] = VIRTUAL_ROUTER_ID;
        yield scrambled;
      }
      case 1 -> {
        int bit = random.nextInt((good.length - IP_HEADER) * 8);
        good[IP_HEADER + bit / 8] ^= (byte) (1 << bit % 8);
        yield good;
      }
      default -> Arrays.copyOf(good, IP_HEADER + random.nextInt(good.length - IP_HEADER));
    };
  }

  private static byte[] almostRight(IpAddress source, int fault) {
    return switch (fault) {
      case 0 -> VrrpFormat.encode(advertisement("minet52", 1, TestPair.ADDRESS), source);
      case 1 -> VrrpFormat.encode(advertisement("minet51", 2, TestPair.ADDRESS), source);
      case 2 -> VrrpFormat.encode(advertisement("minet51", 1, "192.0.2.1"), source);
      case 3 -> VrrpFormat.encode(withoutPassword(), source);
      default -> {
        byte[] routed = VrrpFormat.encode(advertisement("minet51", 1, TestPair.ADDRESS), source);
        routed[8] = (byte) 254;
        yield routed;
      }
    };
  }

  private static Advertisement advertisement(String password, int interval, String address) {
    return new Advertisement(
        2,
        VIRTUAL_ROUTER_ID,
        254,
        Duration.ofSeconds(interval),
        AuthenticationField.password(password),
        List.of(IpAddress.of(address)));
  }

  private static Advertisement withoutPassword() {
    return new Advertisement(
        2,
        VIRTUAL_ROUTER_ID,
        254,
        Duration.ofSeconds(1),
        AuthenticationField.NONE,
        List.of(IpAddress.of(TestPair.ADDRESS)));
  }
}
