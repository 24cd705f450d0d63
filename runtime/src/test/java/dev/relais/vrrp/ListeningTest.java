package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.plan.AddressFamily;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListeningTest {
  private static Optional<Integer> receiveBuffer(Routers... routers) {
    return Listening.of(
            new Channel("eth0", AddressFamily.INET),
            2,
            Arrays.stream(routers).map(Routers::router).toList())
        .receiveBuffer();
  }

  @Test
  void hasRoomForAllThatAskForSome() {
    assertEquals(Optional.empty(), receiveBuffer(Routers.version(2)));
    assertEquals(
        Optional.of(50_000),
        receiveBuffer(
            Routers.version(2).receiveBuffer(20_000),
            Routers.version(2),
            Routers.version(3).receiveBuffer(30_000)));
    Routers most = Routers.version(2).receiveBuffer(Integer.MAX_VALUE);
    assertEquals(Optional.of(Integer.MAX_VALUE), receiveBuffer(most, most, most));
  }
}
