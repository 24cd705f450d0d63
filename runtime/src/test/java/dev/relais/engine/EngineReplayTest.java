package dev.relais.engine;

import dev.relais.host.Operation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.AnnouncementPacing;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Plan;
import dev.relais.plan.Preemption;
import dev.relais.plan.SharedConduct;
import dev.relais.plan.Tracked;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.Channel;
import dev.relais.wire.Advertisement;
import dev.relais.wire.Defect;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an engine does in the situations of its life; testdata/engine has it to read. */
class EngineReplayTest {
  private static final String PEER = "192.0.2.3";

  private static void verify(String name, Replay replay) {
    Golden.verify(TestData.path("engine/" + name + ".txt"), replay.toString());
  }

  private static Advertisement of(Plan plan, int priority) {
    return AdvertisementCheck.advertisement(plan.virtualRouters().getFirst(), priority);
  }

  private static final Plan PLAIN =
      Plans.of(Plans.router("VI_1", 51, 100).defaultRoute("192.0.2.254"));

  private static Replay master(Plan plan) {
    return new Replay(plan).begin().until(4);
  }

  @Test
  void begins() {
    verify(
        "begin",
        new Replay(PLAIN)
            .note("the address and the route of a run that was killed are still there")
            .tell(
                new Event.Begin(
                    List.of(
                        Replay.link(2, "eth0", true),
                        Replay.address(2, "192.0.2.2/24"),
                        Replay.address(2, "192.0.2.175/24"),
                        new NetlinkMessage.Route(
                            IpPrefix.of("0.0.0.0/0"),
                            Optional.of(IpAddress.of("192.0.2.254")),
                            2,
                            254,
                            0,
                            false))))
            .reported(Replay.gone(2, "192.0.2.175/24"))
            .until(10));
  }

  @Test
  void theOwnerBeginsAsMaster() {
    verify("owner", new Replay(Plans.of(Plans.router("VI_1", 51, 255))).begin().until(1.5));
  }

  @Test
  void beginsWithoutItsInterface() {
    verify(
        "no-interface",
        new Replay(PLAIN)
            .tell(new Event.Begin(List.of()))
            .reported(Replay.link(7, "eth0", false))
            .reported(Replay.link(7, "eth0", true))
            .note("an advertisement needs a source address")
            .reported(Replay.address(7, "192.0.2.2/24"))
            .until(1));
  }

  @Test
  void elects() {
    Replay replay = new Replay(PLAIN).begin();
    replay.note("a better one is master").heard("eth0", PEER, of(PLAIN, 150)).until(1);
    replay.heard("eth0", PEER, of(PLAIN, 150)).until(2);
    replay.note("it says goodbye").heard("eth0", PEER, of(PLAIN, 0)).until(3);
    replay.note("a worse one is contradicted").heard("eth0", PEER, of(PLAIN, 50)).until(3.5);
    replay.note("the better one is back").heard("eth0", PEER, of(PLAIN, 150)).until(5);
    verify("election", replay);
  }

  @Test
  void equalPrioritiesAreDecidedByAddress() {
    verify(
        "equal-priority",
        master(PLAIN)
            .heard("eth0", "192.0.2.1", of(PLAIN, 100))
            .heard("eth0", "192.0.2.3", of(PLAIN, 100))
            .note("a backup does not preempt its equal, whatever the addresses")
            .until(5)
            .heard("eth0", "192.0.2.1", of(PLAIN, 100)));
  }

  /** Nothing of it moves a timer or changes a state. */
  @Test
  void discards() {
    Duration interval = Duration.ofSeconds(40);
    Plan plan = Plans.of(Plans.router("VI_1", 51, 100).interval(interval));
    Plan other = Plans.of(Plans.router("VI_1", 51, 100).interval(interval).vips("192.0.2.77/24"));
    Plan third = Plans.of(Plans.router("VI_1", 51, 100).version3(interval));
    Advertisement good = of(plan, 200);
    verify(
        "discarded",
        new Replay(plan)
            .begin()
            .until(1)
            .note("our own")
            .heard("eth0", "192.0.2.2", good)
            .note("of another interface, another virtual router")
            .heard("eth1", PEER, good)
            .heard("eth0", PEER, of(Plans.of(Plans.router("VI_2", 52, 200)), 200))
            .note("not to be believed")
            .heard("eth0", PEER, of(other, 200))
            .heard("eth0", PEER, of(third, 200))
            .tell(
                new Event.Received(
                    "eth0",
                    new VrrpPacket.Decoded(IpAddress.of(PEER), VrrpFormat.GROUP, 254, good)))
            .tell(
                new Event.Received(
                    "eth0", new VrrpPacket.Malformed(Defect.CHECKSUM, AddressFamily.INET, 51)))
            .tell(
                new Event.Received(
                    "eth1", new VrrpPacket.Malformed(Defect.CHECKSUM, AddressFamily.INET, 51)))
            .tell(
                new Event.Received(
                    "eth0", new VrrpPacket.Malformed(Defect.CHECKSUM, AddressFamily.INET, 9)))
            .note("said once a minute and counter")
            .heard("eth0", PEER, of(other, 201))
            .until(3.7)
            .heard("eth0", PEER, of(other, 202))
            .until(62)
            .heard("eth0", PEER, of(other, 203))
            .counters());
  }

  @Test
  void scriptsChangeThePriority() {
    Plan plan =
        new Plans()
            .script("chk_apache", 2, 3)
            .with(Plans.router("VI_1", 51, 101).tracks(Plans.tracked("chk_apache", 2)))
            .build();
    Replay replay = new Replay(plan).begin().until(0.1).ended("chk_apache", true);
    for (int i = 1; i <= 4; i++) {
      replay.until(i + 0.1).ended("chk_apache", true);
    }
    replay.note("three failures in a row count");
    for (int i = 5; i <= 7; i++) {
      replay.until(i + 0.1).ended("chk_apache", false);
    }
    replay.note("two successes in a row count; one that hangs is ended");
    replay.until(8.1).ended("chk_apache", true).until(9.1).ended("chk_apache", true).until(11.1);
    verify("weighted-script", replay);
  }

  @Test
  void scriptsWithoutAWeightStop() {
    Plan plan =
        new Plans()
            .script("chk_a", 1, 1)
            .script("chk_b", 1, 1)
            .with(
                Plans.router("VI_1", 51, 100)
                    .tracks(Plans.tracked("chk_a", 0), Plans.tracked("chk_b", 0)))
            .build();
    verify(
        "script-without-weight",
        new Replay(plan)
            .note("it waits for the first result of both")
            .begin()
            .until(0.2)
            .ended("chk_a", true)
            .ended("chk_b", true)
            .until(0.9)
            .until(1.2)
            .ended("chk_a", false)
            .ended("chk_b", true)
            .until(2.2)
            .ended("chk_b", false)
            .ended("chk_a", true)
            .until(3.2)
            .ended("chk_b", true));
  }

  @Test
  void aReversedScriptIsWaitedForToo() {
    Plan plan =
        new Plans()
            .script("chk_maintenance", 1, 1)
            .with(
                Plans.router("VI_1", 51, 100)
                    .tracks(new Tracked(Tracked.Kind.SCRIPT, "chk_maintenance", 0, true)))
            .build();
    verify(
        "reversed-script",
        new Replay(plan).begin().until(0.1).ended("chk_maintenance", false).until(0.5));
  }

  @Test
  void followsItsLink() {
    Plan plan = Plans.of(Plans.router("VI_1", 51, 100).tracks("eth1").defaultRoute("192.0.2.254"));
    verify(
        "link-down",
        master(plan)
            .reported(Replay.link(2, "eth0", false))
            .until(5)
            .reported(Replay.link(2, "eth0", true))
            .until(9)
            .note("an interface that is only tracked")
            .reported(Replay.link(3, "eth1", false))
            .reported(Replay.link(3, "eth1", true))
            .until(13)
            .note("an interface that goes and comes again with another index")
            .reported(new NetlinkMessage.LinkGone(2, "eth0"))
            .reported(Replay.link(9, "eth0", true))
            .reported(Replay.address(9, "192.0.2.2/24"))
            .until(14)
            .note("the last address goes")
            .reported(Replay.gone(9, "192.0.2.2/24"))
            .reported(Replay.address(9, "192.0.2.4/24")));
  }

  @Test
  void putsBackWhatOthersRemove() {
    verify(
        "removed-from-outside",
        master(PLAIN)
            .note("our own change comes back as a report")
            .reported(Replay.address(2, "192.0.2.175/24"))
            .reported(Replay.gone(2, "192.0.2.175/24"))
            .reported(
                new NetlinkMessage.Route(
                    IpPrefix.of("0.0.0.0/0"),
                    Optional.of(IpAddress.of("192.0.2.254")),
                    2,
                    254,
                    0,
                    true))
            .note("not ours: another length, another interface")
            .reported(Replay.gone(2, "192.0.2.175/32"))
            .reported(Replay.gone(3, "192.0.2.175/24")));
  }

  @Test
  void knowsItsOwnRemovalsFromThoseOfOthers() {
    Plan labelled = Plans.of(Plans.router("VI_1", 51, 100).vips("192.0.2.175/24 eth0:vip"));
    verify(
        "own-removal",
        master(Plans.of(Plans.router("VI_1", 51, 100)))
            .reported(Replay.address(2, "192.0.2.175/24"))
            .tell(new Event.Reload(labelled))
            .note("our own change comes back as two reports")
            .reported(Replay.gone(2, "192.0.2.175/24"))
            .reported(Replay.address(2, "192.0.2.175/24"))
            .note("somebody else")
            .reported(Replay.gone(2, "192.0.2.175/24")));
  }

  @Test
  void looksAtEverythingAnewWhenReportsWereLost() {
    verify(
        "lost-reports",
        master(PLAIN)
            .tell(new Event.Recounted(Replay.host()))
            .until(4.5)
            .note("meanwhile eth0 went down")
            .tell(
                new Event.Recounted(
                    List.of(Replay.link(2, "eth0", false), Replay.address(2, "192.0.2.2/24")))));
  }

  @Test
  void reloads() {
    Plan before =
        new Plans()
            .script("chk", 1, 1)
            .with(
                Plans.router("stays", 1, 100)
                    .vips("192.0.2.10/24", "192.0.2.11/24")
                    .tracks(Plans.tracked("chk", 5)))
            .with(Plans.router("goes", 2, 100).vips("192.0.2.20/24"))
            .with(Plans.router("moves", 3, 100).vips("192.0.2.30/24"))
            .build();
    Plan after =
        new Plans()
            .script("chk", 1, 1, Duration.ofSeconds(7))
            .with(
                Plans.router("stays", 1, 90)
                    .vips("192.0.2.11/24", "192.0.2.12/24")
                    .interval(Duration.ofSeconds(2))
                    .tracks(Plans.tracked("chk", 5)))
            .with(Plans.router("moves", 4, 100).vips("192.0.2.30/24"))
            .with(Plans.router("comes", 5, 255).vips("192.0.2.50/24"))
            .build();
    verify(
        "reload",
        new Replay(before)
            .begin()
            .until(0.1)
            .ended("chk", true)
            .until(4.2)
            .note("the check runs while its interval changes; what it said last counts on")
            .tell(new Event.Reload(after))
            .until(4.3)
            .ended("chk", true)
            .until(6.5)
            .note("the same again: nothing happens")
            .tell(new Event.Reload(after))
            .until(7));
  }

  @Test
  void aBackupReloadsToo() {
    Plan slow = Plans.of(Plans.router("VI_1", 51, 100).interval(Duration.ofSeconds(4)));
    verify(
        "reload-backup",
        new Replay(Plans.of(Plans.router("VI_1", 51, 100)))
            .begin()
            .until(1)
            .tell(new Event.Reload(slow))
            .until(2)
            .note("another virtual router tracks a check that has no result yet")
            .tell(
                new Event.Reload(
                    new Plans()
                        .script("chk", 1, 1)
                        .with(
                            Plans.router("VI_1", 51, 100)
                                .interval(Duration.ofSeconds(4))
                                .tracks(Plans.tracked("chk", 0)))
                        .build()))
            .until(2.5)
            .ended("chk", false)
            .until(2.8)
            .note("back to the plan without it")
            .tell(new Event.Reload(slow)));
  }

  @Test
  void twoHoldOneAddress() {
    verify(
        "shared-address",
        master(Plans.of(Plans.router("VI_1", 51, 100), Plans.router("VI_2", 52, 100)))
            .heard("eth0", PEER, of(PLAIN, 200))
            .tell(new Event.Stop()));
  }

  @Test
  void cannotListen() {
    Plan plan = Plans.of(Plans.router("VI_1", 51, 255));
    verify(
        "cannot-listen",
        new Replay(plan)
            .begin()
            .tell(
                new Event.CannotListen(
                    new Channel("eth0", AddressFamily.INET),
                    "cannot open a raw socket for VRRP: no memory"))
            .until(5)
            .note("a reload tries again")
            .tell(new Event.Reload(plan)));
  }

  @Test
  void delaysPreemption() {
    Plan plan =
        Plans.of(
            Plans.router("VI_1", 51, 100).preempts(new Preemption(true, Duration.ofSeconds(2))));
    Replay replay = new Replay(plan).begin();
    for (int second = 1; second <= 3; second++) {
      replay.until(second).heard("eth0", PEER, of(plan, 50));
    }
    verify("preempt-delay", replay.until(7));
  }

  @Test
  void runsOverIpv6() {
    Plan plan =
        Plans.of(
            Plans.router("VI_6", 51, 100)
                .ipv6()
                .version3(Duration.ofMillis(500))
                .vips("fe80::100/64", "2001:db8::100/64")
                .excluded("192.0.2.100/24"));
    Replay replay = new Replay(plan).begin();
    replay.note("advertisements over IPv6 come from a link-local address");
    verify(
        "ipv6",
        replay
            .reported(Replay.address(2, "fe80::2/64"))
            .until(2)
            .heard("eth0", "fe80::3", of(plan, 200))
            .until(2.5));
  }

  @Test
  void talksToPeers() {
    Plan plan =
        Plans.of(
            Plans.router("VI_1", 51, 100).peers("192.0.2.3", "192.0.2.4"),
            Plans.router("VI_2", 51, 100).peers("192.0.2.5").vips("192.0.2.99/24"),
            Plans.router("VI_3", 53, 100).peers());
    verify(
        "unicast",
        new Replay(plan)
            .begin()
            .note("each hears its peers, and nobody hears multicast")
            .unicast("192.0.2.4", of(plan, 200))
            .heard("eth0", "192.0.2.4", of(plan, 201))
            .unicast(
                "192.0.2.5", AdvertisementCheck.advertisement(plan.virtualRouters().get(1), 202))
            .until(4)
            .counters());
  }

  @Test
  void announcesOneAfterTheOther() {
    Plan plan =
        new Plans()
            .shared(
                new SharedConduct(
                    true,
                    List.of(
                        new AnnouncementPacing(
                            List.of("eth0"), Duration.ofMillis(100), Duration.ZERO))))
            .with(
                Plans.router("VI_1", 51, 255)
                    .vips("192.0.2.10/24", "192.0.2.11/24")
                    .excluded("2001:db8::1/64")
                    .announcements(
                        new GratuitousArp(
                            2,
                            Duration.ZERO,
                            1,
                            Duration.ZERO,
                            Duration.ZERO,
                            1,
                            Duration.ZERO,
                            false)))
            .build();
    verify(
        "pacing",
        new Replay(plan)
            .begin()
            .until(0.15)
            .note("whoever lets go announces nothing any longer")
            .reported(Replay.link(2, "eth0", false))
            .until(1)
            .note("somebody else's")
            .heard("eth0", PEER, of(Plans.of(Plans.router("VI", 77, 100)), 100))
            .heard("eth0", PEER, of(Plans.of(Plans.router("VI", 77, 100)), 100))
            .reported(Replay.link(2, "eth0", true))
            .note("a reload without a pace lets go at once what waits")
            .tell(new Event.Reload(Plans.of(Plans.router("VI_1", 51, 255))))
            .until(2)
            .tell(new Event.Stop()));
  }

  @Test
  void stops() {
    Plan plan =
        new Plans()
            .script("chk", 1, 1)
            .with(
                Plans.router("VI_1", 51, 100)
                    .excluded("192.0.2.176/24", "2001:db8::1/64")
                    .defaultRoute("192.0.2.254")
                    .tracks(Plans.tracked("chk", 1)))
            .with(Plans.router("VI_2", 52, 100).vips("192.0.2.20/24"))
            .build();
    VirtualRouter second = plan.virtualRouters().get(1);
    verify(
        "stop",
        new Replay(plan)
            .begin()
            .until(3.2)
            .heard("eth0", PEER, AdvertisementCheck.advertisement(second, 200))
            .until(4)
            .tell(
                new Event.Refused(
                    new Operation.AddAddress(second.resources().addresses().getFirst(), 2),
                    "permission denied"))
            .tell(new Event.Stop())
            .note("deaf, and done with everything")
            .reported(Replay.link(2, "eth0", false))
            .ended("chk", false)
            .heard("eth0", PEER, of(plan, 0))
            .until(20)
            .tell(new Event.Stop()));
  }
}
