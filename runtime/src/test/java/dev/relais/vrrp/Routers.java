package dev.relais.vrrp;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Authentication;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Notifications;
import dev.relais.plan.Preemption;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.Trackers;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRouter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Virtual routers for tests, in the words of keepalived.conf(5). */
final class Routers {
  private int version = 2;
  private int priority = 100;
  private Duration interval = Duration.ofSeconds(1);
  private Preemption preemption = Preemption.AT_ONCE;
  private Optional<Authentication> authentication = Optional.empty();
  private List<VirtualAddress> addresses = addresses("192.0.2.175/24");
  private int missedAdvertisements = 3;
  private Transport transport = Transport.DEFAULT;
  private Conduct conduct = Conduct.DEFAULT;
  private AddressFamily family = AddressFamily.INET;
  private GratuitousArp announcements = GratuitousArp.DEFAULT;
  private Optional<Integer> receiveBuffer = Optional.empty();

  private static List<VirtualAddress> addresses(String... prefixes) {
    return Arrays.stream(prefixes)
        .map(prefix ->
            new VirtualAddress(IpPrefix.of(prefix), "eth0", 0, Optional.empty(), Optional.empty()))
        .toList();
  }

  static Routers version(int version) {
    Routers routers = new Routers();
    routers.version = version;
    return routers;
  }

  Routers priority(int value) {
    priority = value;
    return this;
  }

  Routers interval(Duration value) {
    interval = value;
    return this;
  }

  Routers receiveBuffer(int bytes) {
    receiveBuffer = Optional.of(bytes);
    return this;
  }

  Routers noPreempt() {
    preemption = Preemption.NEVER;
    return this;
  }

  Routers preemptDelay(Duration value) {
    preemption = new Preemption(true, value);
    return this;
  }

  Routers missedAdvertisements(int value) {
    missedAdvertisements = value;
    return this;
  }

  Routers conduct(Conduct value) {
    conduct = value;
    return this;
  }

  Routers transport(Transport value) {
    transport = value;
    return this;
  }

  Routers authentication(Authentication value) {
    authentication = Optional.of(value);
    return this;
  }

  Routers family(AddressFamily value) {
    family = value;
    return this;
  }

  Routers password(String password) {
    authentication = Optional.of(new Authentication.Pass(password));
    return this;
  }

  Routers vips(String... prefixes) {
    addresses = addresses(prefixes);
    return this;
  }

  Routers announcements(GratuitousArp value) {
    announcements = value;
    return this;
  }

  VirtualRouter router() {
    return new VirtualRouter(
        "VI",
        "eth0",
        family,
        new Protocol(
            version,
            51,
            priority,
            interval,
            preemption,
            missedAdvertisements,
            authentication,
            transport,
            Optional.empty(),
            conduct),
        new Resources(addresses, List.of(), List.of()),
        new Trackers(List.of("eth0"), List.of()),
        announcements,
        Notifications.NONE,
        receiveBuffer);
  }
}
