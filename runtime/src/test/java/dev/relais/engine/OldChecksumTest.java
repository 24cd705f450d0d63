package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.Timer;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("old_unicast_checksum: peers from before keepalived 1.3.6 are recognized")
class OldChecksumTest {
  private static final IpAddress PEER = IpAddress.of("192.0.2.3");
  private static final IpAddress OWN = IpAddress.of("192.0.2.2");

  private Duration at = Duration.ofSeconds(10);

  private static Plan plan(boolean recognizes, String vip) {
    return Plans.of(
        Plans.router("VI_1", 51, 100)
            .version3(Duration.ofSeconds(1))
            .peers("192.0.2.3", "192.0.2.4")
            .vips(vip)
            .conduct(
                new Conduct(
                    false,
                    true,
                    false,
                    ChecksumCoverage.PSEUDO_HEADER,
                    recognizes,
                    false,
                    false,
                    false)));
  }

  private static Plan plan(boolean recognizes) {
    return plan(recognizes, "192.0.2.175/24");
  }

  private static Engine begun(Plan plan) {
    Engine engine = new Engine(plan);
    engine.handle(Duration.ofSeconds(10), new Event.Begin(Replay.host()));
    return engine;
  }

  private void hears(Engine engine, Plan theirs, int priority, ChecksumCoverage coverage) {
    VrrpPacket packet =
        new VrrpPacket.Decoded(
            PEER,
            OWN,
            255,
            AdvertisementCheck.advertisement(theirs.virtualRouters().getFirst(), priority),
            coverage,
            Seal.NONE);
    at = at.plusMillis(10);
    engine.handle(at, new Event.Received("eth0", packet));
  }

  /** What all packets of its next advertisement have. */
  private ChecksumCoverage sent(Engine engine, Timer timer) {
    at = at.plusSeconds(5);
    List<Action> actions =
        engine.handle(at, new Event.Expired(new TimerId.OfRouter("VI_1", timer)));
    Set<ChecksumCoverage> coverages =
        actions.stream()
            .filter(Action.Advertise.class::isInstance)
            .flatMap(action -> ((Action.Advertise) action).packets().stream())
            .map(packet ->
                assertInstanceOf(VrrpPacket.Decoded.class, VrrpFormat.decode(packet.toArray()))
                    .coverage())
            .collect(Collectors.toSet());
    assertEquals(1, coverages.size(), () -> coverages + " in " + actions);
    return coverages.iterator().next();
  }

  @Test
  void sendsTheNewOneUntilItHearsTheOld() {
    Plan plan = plan(true);
    Engine engine = begun(plan);
    assertEquals(ChecksumCoverage.PSEUDO_HEADER, sent(engine, Timer.MASTER_DOWN));
    hears(engine, plan, 50, ChecksumCoverage.PSEUDO_HEADER);
    assertEquals(ChecksumCoverage.PSEUDO_HEADER, sent(engine, Timer.ADVERTISEMENT));
    hears(engine, plan, 50, ChecksumCoverage.GROUP_PSEUDO_HEADER);
    assertEquals(ChecksumCoverage.GROUP_PSEUDO_HEADER, sent(engine, Timer.ADVERTISEMENT));
    hears(engine, plan, 50, ChecksumCoverage.PSEUDO_HEADER);
    assertEquals(ChecksumCoverage.GROUP_PSEUDO_HEADER, sent(engine, Timer.ADVERTISEMENT));
  }

  @Test
  @DisplayName("never: the old one is not believed, and does not change what is sent")
  void never() {
    Plan plan = plan(false);
    Engine engine = begun(plan);
    hears(engine, plan, 50, ChecksumCoverage.GROUP_PSEUDO_HEADER);
    assertEquals(ChecksumCoverage.PSEUDO_HEADER, sent(engine, Timer.MASTER_DOWN));
  }

  @Test
  void whatIsNotBelievedDoesNotChangeWhatIsSent() {
    Plan plan = plan(true);
    Engine engine = begun(plan);
    hears(engine, plan(true, "192.0.2.99/24"), 50, ChecksumCoverage.GROUP_PSEUDO_HEADER);
    assertEquals(ChecksumCoverage.PSEUDO_HEADER, sent(engine, Timer.MASTER_DOWN));
  }

  @Test
  @DisplayName("a reload keeps what was recognized, unless it forbids to")
  void reload() {
    Plan plan = plan(true);
    Engine engine = begun(plan);
    hears(engine, plan, 50, ChecksumCoverage.GROUP_PSEUDO_HEADER);
    engine.handle(at, new Event.Reload(plan(true, "192.0.2.176/24")));
    assertEquals(ChecksumCoverage.GROUP_PSEUDO_HEADER, sent(engine, Timer.MASTER_DOWN));
    engine.handle(at, new Event.Reload(plan(false, "192.0.2.176/24")));
    assertEquals(ChecksumCoverage.PSEUDO_HEADER, sent(engine, Timer.ADVERTISEMENT));
  }
}
