package dev.relais.fleet;

import dev.relais.ast.UnicastPeer;
import dev.relais.model.Instance;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which interfaces of different hosts are on one network. The inventory may say so. If it
 * does not, two interfaces are on one network if instances on them hold the same address, if one
 * names the other as its unicast peer, or if they have the same name and their networks overlap.
 * What is left is put together if it looks like a pair: two hosts, and an instance of the same name
 * with the same virtual router id on each.
 */
final class Links {

  private Links() {}

  /** An interface while its network is being looked for. */
  private static final class Candidate {
    final Link.Port port;
    final Optional<String> declared;
    final Set<IpAddress> held = new LinkedHashSet<>();
    final Set<IpPrefix> networks = new LinkedHashSet<>();
    Candidate representative = this;
    String because = "";

    Candidate(Link.Port port) {
      this.port = port;
      Optional<Inventory.InterfaceEntry> facts =
          port.host().facts().flatMap(entry -> entry.networkInterface(port.interfaceName()));
      declared = facts.flatMap(Inventory.InterfaceEntry::link).map(Located::value);
      facts
          .flatMap(Inventory.InterfaceEntry::address)
          .ifPresent(address -> networks.add(address.value().network()));
      for (Instance instance : port.instances()) {
        for (Instance.HeldAddress address : instance.addresses()) {
          IpPrefix prefix = address.prefix().value();
          held.add(prefix.address());
          if (prefix.length() < prefix.address().bits()) {
            networks.add(prefix.network());
          }
        }
      }
    }

    /** The addresses that advertisements come from. */
    List<IpAddress> senders() {
      return port.instances().stream()
          .flatMap(instance -> VirtualRouter.sender(port.host(), instance).stream())
          .map(Located::value)
          .toList();
    }

    Candidate root() {
      Candidate root = this;
      while (root.representative != root) {
        root = root.representative;
      }
      return root;
    }
  }

  static List<Link> infer(List<Host> hosts) {
    List<Candidate> candidates = new ArrayList<>();
    for (Host host : hosts) {
      Map<String, List<Instance>> byInterface = new LinkedHashMap<>();
      for (Instance instance : host.model().instances()) {
        instance
            .interfaceName()
            .ifPresent(name ->
                byInterface.computeIfAbsent(name.value(), _ -> new ArrayList<>()).add(instance));
      }
      byInterface.forEach(
          (name, instances) -> candidates.add(new Candidate(new Link.Port(host, name, instances))));
    }
    joinDeclared(candidates);
    joinByAddress(candidates);
    joinByPeers(candidates);
    joinByNetwork(candidates);
    if (hosts.size() == 2) {
      joinByName(candidates);
    }
    Map<Candidate, List<Link.Port>> groups = new LinkedHashMap<>();
    candidates.forEach(candidate ->
        groups.computeIfAbsent(candidate.root(), _ -> new ArrayList<>()).add(candidate.port));
    List<Link> links = new ArrayList<>();
    groups.forEach((root, ports) ->
        links.add(new Link(root.declared.orElse(root.port.interfaceName()), root.because, ports)));
    return links;
  }

  private static void joinDeclared(List<Candidate> candidates) {
    Map<String, Candidate> first = new HashMap<>();
    for (Candidate candidate : candidates) {
      candidate.declared.ifPresent(
          name -> join(first.putIfAbsent(name, candidate), candidate, "the inventory says so"));
    }
  }

  private static void joinByAddress(List<Candidate> candidates) {
    Map<IpAddress, Candidate> first = new HashMap<>();
    for (Candidate candidate : candidates) {
      for (IpAddress address : candidate.held) {
        join(first.putIfAbsent(address, candidate), candidate, "both hold `%s`".formatted(address));
      }
    }
  }

  /** Those who send to each other hear each other, whatever is between them. */
  private static void joinByPeers(List<Candidate> candidates) {
    Map<IpAddress, Candidate> senders = new HashMap<>();
    for (Candidate candidate : candidates) {
      candidate.senders().forEach(address -> senders.putIfAbsent(address, candidate));
    }
    for (Candidate candidate : candidates) {
      for (Instance instance : candidate.port.instances()) {
        for (UnicastPeer peer : instance.source().unicastPeers()) {
          IpAddress address = peer.address().value();
          Candidate other = senders.get(address);
          if (other != null && !other.port.host().name().equals(candidate.port.host().name())) {
            String because =
                "`%s` has `%s` as its peer, which `%s` sends from"
                    .formatted(candidate.port.host().name(), address, other.port.host().name());
            join(other, candidate, because);
          }
        }
      }
    }
  }

  /** What two hosts call by the same name, and give the same id, is meant to be one. */
  private static void joinByName(List<Candidate> candidates) {
    record Part(String name, int virtualRouterId) {}
    Map<Part, Candidate> first = new HashMap<>();
    for (Candidate candidate : candidates) {
      for (Instance instance : candidate.port.instances()) {
        instance
            .virtualRouterId()
            .map(id -> new Part(instance.name().value(), id.value()))
            .ifPresent(part ->
                join(
                    first.putIfAbsent(part, candidate),
                    candidate,
                    "both hosts run an instance `%s` with virtual router id %s"
                        .formatted(part.name, part.virtualRouterId)));
      }
    }
  }

  /** Interfaces of one name are compared with each other only: a fleet has many of them. */
  private static void joinByNetwork(List<Candidate> candidates) {
    Map<String, List<Candidate>> byName = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      byName.computeIfAbsent(candidate.port.interfaceName(), _ -> new ArrayList<>()).add(candidate);
    }
    for (List<Candidate> same : byName.values()) {
      Map<IpPrefix, Candidate> exact = new LinkedHashMap<>();
      for (Candidate candidate : same) {
        for (IpPrefix network : candidate.networks) {
          join(
              exact.putIfAbsent(network, candidate),
              candidate,
              "both are called `%s` and are in `%s`"
                  .formatted(candidate.port.interfaceName(), network));
        }
      }
      List<Map.Entry<IpPrefix, Candidate>> networks =
          exact.entrySet().stream()
              .sorted((a, b) ->
                  a.getKey().network().address().compareTo(b.getKey().network().address()))
              .toList();
      for (int i = 1; i < networks.size(); i++) {
        IpPrefix before = networks.get(i - 1).getKey();
        IpPrefix network = networks.get(i).getKey();
        if (before.overlaps(network)) {
          join(
              networks.get(i - 1).getValue(),
              networks.get(i).getValue(),
              "both are called `%s`, and `%s` overlaps `%s`"
                  .formatted(networks.get(i).getValue().port.interfaceName(), before, network));
        }
      }
    }
  }

  private static void join(@Nullable Candidate one, Candidate other, String because) {
    if (one == null) {
      return;
    }
    Candidate a = one.root();
    Candidate b = other.root();
    boolean declaredApart =
        a.declared.isPresent() && b.declared.isPresent() && !a.declared.equals(b.declared);
    if (a != b && !declaredApart) {
      b.representative = a;
      a.because = a.because.isEmpty() ? because : a.because;
    }
  }
}
