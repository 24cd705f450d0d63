package dev.relais.os;

import dev.relais.host.Operation;
import dev.relais.plan.AddressFamily;
import dev.relais.port.HostException;
import dev.relais.port.Network.Refusal;
import dev.relais.wire.AddressFormat;
import dev.relais.wire.LinkFormat;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.RouteFormat;
import dev.relais.wire.RuleFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes this host. What goes over rtnetlink(7) goes many at a time: the kernel is entered once
 * for all addresses of a takeover.
 */
final class LinuxHost implements AutoCloseable {
  private static final int NO_ENTRY = 2;
  private static final int NO_PROCESS = 3;
  private static final int EXISTS = 17;
  private static final int NO_DEVICE = 19;
  private static final int NOT_SUPPORTED = 95;
  private static final int FAMILY_NOT_SUPPORTED = 97;
  private static final int ADDRESS_NOT_AVAILABLE = 99;

  private static final Set<Integer> THERE = Set.of(EXISTS);

  /** What the kernel answers when a removal has nothing to do. */
  private static final Set<Integer> GONE =
      Set.of(NO_ENTRY, NO_PROCESS, NO_DEVICE, ADDRESS_NOT_AVAILABLE);

  /** What it answers where it has no IPv6. */
  private static final Set<Integer> WITHOUT_INET6 = Set.of(NOT_SUPPORTED, FAMILY_NOT_SUPPORTED);

  /** The answers to more might not fit into the buffer of the socket. */
  private static final int MESSAGES_AT_ONCE = 64;

  private static final int BYTES_AT_ONCE = 1 << 15;

  private final NetlinkSocket routing = new NetlinkSocket(NetlinkSocket.ROUTE);
  private final KernelParameters parameters = new KernelParameters();
  private final Nftables firewall = new Nftables(Optional.empty());
  private final List<Message> batch = new ArrayList<>();
  private int batchBytes;

  /** A message that waits, with its number among the others. */
  private static final class Message {
    private final int number;
    private final byte[] bytes;
    private final Operation operation;

    /** Errors that mean that nothing is left to do. */
    private final Set<Integer> done;

    Message(int number, byte[] bytes, Operation operation, Set<Integer> done) {
      this.number = number;
      this.bytes = bytes;
      this.operation = operation;
      this.done = done;
    }
  }

  /** Writes a message with a number. */
  private interface Format {
    byte[] write(int number);
  }

  LinuxHost() throws HostException {}

  List<Refusal> perform(List<Operation> operations) {
    List<Refusal> refusals = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.SetParameter(String path, String value) -> {
          flush(refusals);
          refuse(refusals, operation, parameters.set(path, value));
        }
        case Operation.RestoreParameter(String path) -> {
          flush(refusals);
          refuse(refusals, operation, parameters.restore(path));
        }
        case Operation.InstallFirewall(var where) -> {
          flush(refusals);
          refuse(refusals, operation, firewall.install(where));
        }
        case Operation.RemoveFirewall(var where) -> {
          flush(refusals);
          refuse(refusals, operation, firewall.remove(where));
        }
        case Operation.BlockAddresses(var where, var addresses) -> {
          flush(refusals);
          refuse(refusals, operation, firewall.block(where, addresses));
        }
        case Operation.UnblockAddresses(var where, var addresses) -> {
          flush(refusals);
          refuse(refusals, operation, firewall.unblock(where, addresses));
        }
        default -> queue(operation, refusals);
      }
    }
    flush(refusals);
    return refusals;
  }

  private static void refuse(
      List<Refusal> refusals, Operation operation, Optional<String> failure) {
    failure.ifPresent(reason -> refusals.add(new Refusal(operation, reason)));
  }

  private void queue(Operation operation, List<Refusal> refusals) {
    switch (operation) {
      case Operation.AddAddress(var address, int index) ->
          add(operation, THERE, number -> AddressFormat.add(address, index, number), refusals);
      case Operation.RemoveAddress(var address, int index) ->
          add(operation, GONE, number -> AddressFormat.remove(address, index, number), refusals);
      case Operation.RemoveReportedAddress(var address, String _) ->
          add(
              operation,
              GONE,
              number -> AddressFormat.remove(address.prefix(), address.index(), number),
              refusals);
      case Operation.AddRoute(var route, var indices) -> {
        Optional<String> missing = missing(indices);
        if (missing.isPresent()) {
          refusals.add(new Refusal(operation, "there is no interface " + missing.get()));
        } else {
          add(operation, THERE, number -> RouteFormat.add(route, index(indices), number), refusals);
        }
      }
      case Operation.RemoveRoute(var route, var indices) -> {
        // With an interface its routes are gone, too.
        if (missing(indices).isEmpty()) {
          add(
              operation,
              GONE,
              number -> RouteFormat.remove(route, index(indices), number),
              refusals);
        }
      }
      case Operation.RemoveReportedRoute(var route) ->
          add(operation, GONE, number -> NetlinkFormat.remove(route, number), refusals);
      case Operation.AddRule(var rule) ->
          add(operation, THERE, number -> RuleFormat.add(rule, number), refusals);
      case Operation.RemoveRule(var rule) ->
          add(operation, GONE, number -> RuleFormat.remove(rule, number), refusals);
      case Operation.RemoveReportedRule(var rule) ->
          add(operation, GONE, number -> NetlinkFormat.remove(rule, number), refusals);
      case Operation.AddInterface(var own, int base) ->
          add(operation, Set.of(), number -> LinkFormat.add(own, base, number), refusals);
      case Operation.RaiseInterface(String name) -> {
        add(operation, WITHOUT_INET6, number -> LinkFormat.withoutAddress(name, number), refusals);
        add(operation, Set.of(), number -> LinkFormat.raise(name, number), refusals);
      }
      case Operation.RemoveInterface(String name) ->
          add(operation, GONE, number -> LinkFormat.remove(name, number), refusals);
      case Operation.SetParameter _,
          Operation.RestoreParameter _,
          Operation.InstallFirewall _,
          Operation.RemoveFirewall _,
          Operation.BlockAddresses _,
          Operation.UnblockAddresses _ ->
          throw new IllegalArgumentException(operation + " does not go over rtnetlink");
    }
  }

  private static Optional<String> missing(Map<String, Integer> indices) {
    return indices.entrySet().stream()
        .filter(entry -> entry.getValue() == 0)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static ToIntFunction<String> index(Map<String, Integer> indices) {
    return name -> indices.getOrDefault(name, 0);
  }

  private void add(Operation operation, Set<Integer> done, Format format, List<Refusal> refusals) {
    int number = routing.nextSequence();
    byte[] bytes = format.write(number);
    if (batch.size() >= MESSAGES_AT_ONCE || batchBytes + bytes.length > BYTES_AT_ONCE) {
      flush(refusals);
    }
    batch.add(new Message(number, bytes, operation, done));
    batchBytes += bytes.length;
  }

  private void flush(List<Refusal> refusals) {
    if (batch.isEmpty()) {
      return;
    }
    List<Message> messages = List.copyOf(batch);
    batch.clear();
    batchBytes = 0;
    try {
      Set<Integer> numbers = new HashSet<>();
      messages.forEach(message -> numbers.add(message.number));
      Map<Integer, NetlinkMessage.Answer> answers =
          routing.exchange(messages.stream().map(message -> message.bytes).toList(), numbers, 0);
      for (Message message : messages) {
        NetlinkMessage.@Nullable Answer answer = answers.get(message.number);
        if (answer != null && answer.error() != 0 && !message.done.contains(answer.error())) {
          refusals.add(new Refusal(message.operation, NetlinkSocket.words(answer)));
        }
      }
    } catch (HostException e) {
      messages.forEach(message -> refusals.add(new Refusal(message.operation, e.getMessage())));
    }
  }

  // ---------------------------------------------------------------- what is there

  List<NetlinkMessage> inventory() throws HostException {
    List<NetlinkMessage> messages = new ArrayList<>();
    try {
      int links = routing.nextSequence();
      messages.addAll(routing.list(NetlinkFormat.listLinks(links), links));
      int addresses = routing.nextSequence();
      messages.addAll(routing.list(NetlinkFormat.listAddresses(addresses), addresses));
      for (AddressFamily family : AddressFamily.values()) {
        int routes = routing.nextSequence();
        messages.addAll(optional(NetlinkFormat.listRoutes(family, routes), routes));
        int rules = routing.nextSequence();
        messages.addAll(optional(NetlinkFormat.listRules(family, rules), rules));
      }
    } catch (HostException e) {
      throw new HostException("cannot list interfaces and addresses: " + e.getMessage());
    }
    messages.addAll(firewall.inventory());
    return messages;
  }

  /** A kernel may be without IPv6, or without rules. */
  private List<NetlinkMessage> optional(byte[] request, int number) throws HostException {
    try {
      return routing.list(request, number);
    } catch (HostException e) {
      String words = e.getMessage();
      if (words.equals(Libc.words(NOT_SUPPORTED))
          || words.equals(Libc.words(FAMILY_NOT_SUPPORTED))) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    routing.close();
    firewall.close();
  }
}
