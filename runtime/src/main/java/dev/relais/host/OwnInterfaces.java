package dev.relais.host;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Resources;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualInterface;
import dev.relais.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The interfaces that virtual routers have on top of those of the host. They are there from start
 * to stop; one that somebody removes is made again.
 */
public final class OwnInterfaces {
  /**
   * Answers ARP for its own addresses only, as the interface below does: otherwise the host would
   * tell its neighbours two Ethernet addresses for one.
   */
  private static final String OWN_ADDRESSES_ONLY = "1";

  private final Links links;
  private final Map<String, VirtualInterface> wanted = new LinkedHashMap<>();

  /** Asked for, and the kernel has not reported them yet. */
  private final Set<String> coming = new HashSet<>();

  private final Map<String, String> refused = new HashMap<>();

  /** Nothing is wanted yet. */
  public OwnInterfaces(Links links) {
    this.links = links;
  }

  /**
   * Which interfaces there shall be from now on.
   *
   * @param resources of all virtual routers
   * @return the removal of others that were there before, then what is missing
   */
  public List<Operation> want(Collection<Resources> resources) {
    Map<String, VirtualInterface> next = new LinkedHashMap<>();
    resources.stream()
        .flatMap(held -> held.interfaces().stream())
        .forEach(own -> next.putIfAbsent(own.name(), own));
    List<Operation> operations = new ArrayList<>();
    List<VirtualInterface> before = List.copyOf(wanted.values());
    for (VirtualInterface old : before) {
      if (!old.equals(next.get(old.name()))) {
        wanted.remove(old.name());
        coming.remove(old.name());
        operations.add(new Operation.RemoveInterface(old.name()));
      }
    }
    Set<String> bases = bases(next.values());
    bases(before).stream()
        .filter(base -> !bases.contains(base))
        .forEach(base ->
            parametersOfBase(base)
                .forEach(path -> operations.add(new Operation.RestoreParameter(path))));
    refused.clear();
    wanted.putAll(next);
    operations.addAll(missing());
    return operations;
  }

  private static Set<String> bases(Collection<VirtualInterface> all) {
    Set<String> bases = new HashSet<>();
    all.forEach(own -> bases.add(own.base()));
    return bases;
  }

  /** The making of interfaces that are wanted, not there, and possible. */
  public List<Operation> missing() {
    List<Operation> operations = new ArrayList<>();
    for (VirtualInterface own : wanted.values()) {
      int base = links.index(own.base());
      boolean there = links.index(own.name()) != 0;
      if (!there && base != 0 && !refused.containsKey(own.name()) && coming.add(own.name())) {
        operations.addAll(make(own, base));
      }
    }
    return operations;
  }

  /** Down until its parameters are set: it must not answer or send before. */
  private static List<Operation> make(VirtualInterface own, int base) {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.AddInterface(own, base));
    String four = "net/ipv4/conf/" + own.name() + "/";
    operations.add(new Operation.SetParameter(four + "accept_local", "1"));
    operations.add(new Operation.SetParameter(four + "arp_ignore", OWN_ADDRESSES_ONLY));
    operations.add(new Operation.SetParameter(four + "promote_secondaries", "1"));
    // Advertisements of others come from where no route of this interface leads. The larger of this
    // and the value for all interfaces counts, and only 2 is larger than 1.
    operations.add(new Operation.SetParameter(four + "rp_filter", "2"));
    if (own.family() == AddressFamily.INET) {
      operations.add(
          new Operation.SetParameter("net/ipv6/conf/" + own.name() + "/disable_ipv6", "1"));
      parametersOfBase(own.base())
          .forEach(path -> operations.add(new Operation.SetParameter(path, OWN_ADDRESSES_ONLY)));
    }
    operations.add(new Operation.RaiseInterface(own.name()));
    return operations;
  }

  private static List<String> parametersOfBase(String base) {
    return Stream.of("arp_ignore", "arp_filter")
        .map(parameter -> "net/ipv4/conf/" + base + "/" + parameter)
        .toList();
  }

  /**
   * An interface was reported. One for IPv6 needs the address of the interface below it, which
   * cannot be known before: the kernel makes it none of its own.
   */
  public List<Operation> reported(NetlinkMessage.Link link) {
    if (!coming.remove(link.name())) {
      return List.of();
    }
    VirtualInterface own = wanted.get(link.name());
    if (own == null) {
      return List.of();
    }
    Optional<VirtualAddress> source =
        own.family() == AddressFamily.INET6
            ? links.linkLocal(own.base()).map(address -> source(own, address))
            : Optional.empty();
    Optional<VirtualAddress> given =
        own.address()
            .map(address ->
                new VirtualAddress(address, own.name(), 0, Optional.empty(), Optional.empty()));
    return Stream.concat(given.stream(), source.stream())
        .<Operation>map(address -> new Operation.AddAddress(address, link.index()))
        .toList();
  }

  /** Why an interface cannot be there; empty if it is, or may come. */
  public Optional<String> refusal(String name) {
    return Optional.ofNullable(refused.get(name));
  }

  /** Not to be chosen for anything else: its time is over from the beginning. */
  private static VirtualAddress source(VirtualInterface own, IpPrefix address) {
    return new VirtualAddress(
        address,
        own.name(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(0L),
        List.of());
  }

  /** Whether an interface was asked for and will be reported. */
  public boolean isComing(String name) {
    return coming.contains(name);
  }

  /** The kernel refused to make an interface. */
  public void refused(Operation operation, String reason) {
    if (operation instanceof Operation.AddInterface(VirtualInterface own, int _)) {
      coming.remove(own.name());
      refused.put(own.name(), reason);
    }
  }

  /** An interface is gone: what was asked for it will not be reported. */
  public void gone(String name) {
    coming.remove(name);
  }
}
