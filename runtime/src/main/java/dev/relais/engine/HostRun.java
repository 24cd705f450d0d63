package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.host.Holdings;
import dev.relais.host.Links;
import dev.relais.host.Operation;
import dev.relais.host.OwnInterfaces;
import dev.relais.plan.HostResources;
import dev.relais.plan.Resources;
import dev.relais.plan.VirtualInterface;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is on this host from start to stop, whoever is MASTER: what it has all the time, the
 * interfaces that virtual routers have of their own, the firewall.
 */
final class HostRun {
  /** Of Linux 4.3 and later. */
  private static final String LOCAL_REPORTS = "net/ipv4/igmp_link_local_mcast_reports";

  private static final Operation NO_LOCAL_REPORTS = new Operation.SetParameter(LOCAL_REPORTS, "0");
  private static final Operation LOCAL_REPORTS_AS_BEFORE =
      new Operation.RestoreParameter(LOCAL_REPORTS);

  private final Links links;
  private final Holdings holdings;
  private final OwnInterfaces own;
  private final Outbox outbox;
  private HostResources host;

  /** The interfaces that an operation of ours removes, and the kernel has not reported gone. */
  private final Set<Integer> leaving = new HashSet<>();

  private boolean begun;
  private boolean walled;

  HostRun(Links links, Holdings holdings, Outbox outbox, HostResources host) {
    this.links = links;
    this.holdings = holdings;
    this.own = new OwnInterfaces(links);
    this.outbox = outbox;
    this.host = host;
    holdings.use(host.firewall());
  }

  /** Removes what earlier runs left behind, then makes what has to be there. */
  void begin(List<VirtualRouter> routers, List<NetlinkMessage> inventory) {
    begun = true;
    for (Operation operation : holdings.leftOvers(routers, host, inventory)) {
      outbox.log(Level.NOTICE, "left over from an earlier run: " + operation);
      perform(List.of(operation));
    }
    perform(holdings.leftOversOfOthers(routers));
    if (host.silentAboutLocalGroups()) {
      perform(List.of(NO_LOCAL_REPORTS));
    }
    want(routers);
    wall(routers);
    holdPermanent();
  }

  private void want(Collection<VirtualRouter> routers) {
    perform(own.want(resources(routers)));
    // One that was removed for another of the same name is not there any more.
    perform(own.missing());
  }

  private static List<Resources> resources(Collection<VirtualRouter> routers) {
    return routers.stream().map(VirtualRouter::resources).toList();
  }

  /** The tables of the firewall are there while somebody may need them. */
  private void wall(Collection<VirtualRouter> routers) {
    boolean needed = routers.stream().anyMatch(VirtualRouter::blocksAddresses);
    if (needed && !walled) {
      perform(List.of(new Operation.InstallFirewall(host.firewall())));
    }
    walled |= needed;
  }

  void holdPermanent() {
    if (begun && !host.permanent().equals(Resources.NONE)) {
      perform(holdings.hold(host.permanent()));
    }
  }

  /**
   * Takes in a report about interfaces and addresses.
   *
   * @return the interface of a virtual router's own that is there now, if it is one
   */
  Optional<String> apply(NetlinkMessage message) {
    switch (message) {
      case NetlinkMessage.Link link when leaving.contains(link.index()) -> {
        // Its last words.
      }
      case NetlinkMessage.LinkGone gone when leaving.remove(gone.index()) -> {
        // As it was meant.
      }
      case NetlinkMessage.Link link -> {
        boolean wasUp = links.isUp(link.name());
        links.apply(message);
        boolean came = link.up() && own.isComing(link.name());
        if (link.up()) {
          perform(own.reported(link));
        }
        // With the carrier, routes are lost without a word.
        if (link.up() && !wasUp) {
          holdPermanent();
        }
        perform(own.missing());
        return came ? Optional.of(link.name()) : Optional.empty();
      }
      case NetlinkMessage.LinkGone gone -> {
        if (links.index(gone.name()) == gone.index()) {
          own.gone(gone.name());
        }
        links.apply(message);
        perform(own.missing());
      }
      default -> links.apply(message);
    }
    return Optional.empty();
  }

  /** Reports were lost, perhaps those of what left. */
  void recounted() {
    holdings.recounted();
    leaving.clear();
  }

  void refused(Operation operation, String reason) {
    holdings.refused(operation);
    own.refused(operation, reason);
  }

  /** Whether the interface from which a virtual router sends is about to be there. */
  boolean isComing(VirtualRouter router) {
    return own.isComing(router.interfaceName()) && links.isUp(router.baseInterface());
  }

  /** Whether a virtual router has an interface of its own that is down. */
  boolean isDown(VirtualRouter router) {
    Optional<VirtualInterface> sending = router.sendingInterface();
    return sending.isPresent() && !links.isUp(sending.get().name());
  }

  /** Why the interface from which a virtual router sends cannot be there, if that is known. */
  Optional<String> refusal(VirtualRouter router) {
    return own.refusal(router.interfaceName())
        .map(reason -> "interface %s cannot be made: %s".formatted(router.interfaceName(), reason));
  }

  /** Whether nobody is told which groups of the link this host is in. */
  boolean isSilentAboutLocalGroups() {
    return host.silentAboutLocalGroups();
  }

  /** Another configuration: what stays is not touched. */
  void reload(List<VirtualRouter> routers, HostResources next) {
    HostResources before = host;
    host = next;
    boolean otherWall = !before.firewall().equals(next.firewall());
    if (otherWall && walled) {
      walled = false;
      perform(List.of(new Operation.RemoveFirewall(before.firewall())));
    }
    holdings.use(next.firewall());
    if (before.silentAboutLocalGroups() != next.silentAboutLocalGroups()) {
      perform(List.of(next.silentAboutLocalGroups() ? NO_LOCAL_REPORTS : LOCAL_REPORTS_AS_BEFORE));
    }
    wall(routers);
    if (otherWall && walled) {
      perform(holdings.blockAgain());
    }
    want(routers);
    if (!before.permanent().equals(next.permanent())) {
      perform(holdings.exchange(before.permanent(), next.permanent()));
    }
  }

  /** Leaves nothing behind. */
  void stop() {
    if (!begun) {
      return;
    }
    begun = false;
    List<Operation> operations = new ArrayList<>();
    if (walled) {
      operations.add(new Operation.RemoveFirewall(host.firewall()));
    }
    if (!host.permanent().equals(Resources.NONE)) {
      operations.addAll(holdings.release(host.permanent()));
    }
    operations.addAll(own.want(List.of()));
    if (host.silentAboutLocalGroups()) {
      operations.add(LOCAL_REPORTS_AS_BEFORE);
    }
    perform(operations);
  }

  private void perform(List<Operation> operations) {
    for (Operation operation : operations) {
      outbox.act(new Action.Perform(operation));
      if (operation instanceof Operation.RemoveInterface(String name) && links.index(name) != 0) {
        leaving.add(links.index(name));
        links.apply(new NetlinkMessage.LinkGone(links.index(name), name));
      }
    }
  }
}
