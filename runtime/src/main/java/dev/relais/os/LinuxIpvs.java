package dev.relais.os;

import dev.relais.ipvs.Destination;
import dev.relais.ipvs.PacketMarks;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.Firewall;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.VirtualService;
import dev.relais.port.HostException;
import dev.relais.port.Ipvs;
import dev.relais.wire.GenericFormat;
import dev.relais.wire.IpvsDestination;
import dev.relais.wire.IpvsFormat;
import dev.relais.wire.IpvsService;
import dev.relais.wire.IpvsSyncDaemon;
import dev.relais.wire.NetlinkMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The kernel's table of virtual services over generic netlink. It is opened when it is needed, and
 * tried again until it can be: a kernel without IPVS is no reason not to run. Changes go many at a
 * time.
 */
public final class LinuxIpvs implements Ipvs, AutoCloseable {
  /** The refusals of more might not fit into the buffer of the socket. */
  private static final int MESSAGES_AT_ONCE = 64;

  private static final int LARGEST_ID = 255;
  private static final int LARGEST_LENGTH = 65_507;

  private final Optional<Path> namespace;
  private final Nftables firewall;
  private Optional<Kernel> kernel = Optional.empty();

  /**
   * Nothing is opened yet.
   *
   * @param namespace file of the network namespace whose table it is; empty for that of the thread
   *     that asks first
   */
  public LinuxIpvs(Optional<Path> namespace) {
    this.namespace = namespace;
    this.firewall = new Nftables(namespace);
  }

  /** The conversation, and the numbers that this kernel has given out. */
  private record Kernel(NetlinkSocket socket, IpvsFormat format) {}

  private Kernel open() throws HostException {
    if (kernel.isEmpty()) {
      NetlinkSocket socket =
          namespace.isPresent()
              ? ProcessLimits.inNetwork(namespace.get(), LinuxIpvs::socket)
              : socket();
      try {
        kernel = Optional.of(new Kernel(socket, new IpvsFormat(family(socket))));
      } finally {
        if (kernel.isEmpty()) {
          socket.close();
        }
      }
    }
    return kernel.get();
  }

  private static NetlinkSocket socket() throws HostException {
    return new NetlinkSocket(NetlinkSocket.GENERIC, GenericFormat::decode);
  }

  /** Asking for it loads the module, where there is a modprobe(8). */
  private static int family(NetlinkSocket socket) throws HostException {
    int number = socket.nextSequence();
    NetlinkSocket.Reply reply =
        socket.ask(GenericFormat.findFamily(IpvsFormat.FAMILY, number), number);
    for (NetlinkMessage.Generic message : answers(reply, number)) {
      OptionalInt family = GenericFormat.family(message);
      if (family.isPresent()) {
        return family.getAsInt();
      }
    }
    int error = reply.answer().error();
    throw new HostException(
        error == 0 || error == TableErrors.NO_ENTRY
            ? TableErrors.NO_TABLE
            : TableErrors.explain(reply.answer()));
  }

  // ---------------------------------------------------------------- what is there

  @Override
  public Table observe() throws HostException {
    Kernel open = open();
    Map<VirtualService, ServiceEntry> services = new LinkedHashMap<>();
    for (NetlinkMessage.Generic message : list(open, open.format()::listServices)) {
      Optional<IpvsService> service = open.format().service(message);
      if (service.isPresent()) {
        services.put(service.get().service(), entry(open, service.get()));
      }
    }
    Timeouts timeouts = Timeouts.KERNEL;
    for (NetlinkMessage.Generic message : list(open, open.format()::getTimeouts)) {
      timeouts = open.format().timeouts(message).orElse(timeouts);
    }
    Map<Table.SyncRole, ConnectionSync> syncing = new EnumMap<>(Table.SyncRole.class);
    for (NetlinkMessage.Generic message : list(open, open.format()::listDaemons)) {
      open.format()
          .syncDaemon(message)
          .filter(LinuxIpvs::canBePlanned)
          .ifPresent(daemon -> syncing.put(role(daemon.state()), sync(daemon)));
    }
    return new Table(services, timeouts, syncing, firewallTables());
  }

  private Set<String> firewallTables() {
    Set<String> names = new HashSet<>();
    for (NetlinkMessage message : firewall.inventory()) {
      if (message instanceof NetlinkMessage.FirewallTable table) {
        names.add(table.name());
      }
    }
    return names;
  }

  private static ServiceEntry entry(Kernel open, IpvsService service) throws HostException {
    AddressFamily family = service.service().family();
    List<Destination> destinations = new ArrayList<>();
    for (NetlinkMessage.Generic message :
        list(open, number -> open.format().listDestinations(service.service(), number))) {
      open.format().destination(message, family).map(LinuxIpvs::known).ifPresent(destinations::add);
    }
    return ServiceEntry.of(
        service.service(), service.scheduler(), service.persistence(), destinations);
  }

  private static List<NetlinkMessage.Generic> list(Kernel open, IntFunction<byte[]> request)
      throws HostException {
    int number = open.socket().nextSequence();
    NetlinkSocket.Reply reply = open.socket().ask(request.apply(number), number);
    if (reply.answer().error() != 0) {
      throw new HostException(TableErrors.explain(reply.answer()));
    }
    return answers(reply, number);
  }

  private static List<NetlinkMessage.Generic> answers(NetlinkSocket.Reply reply, int number) {
    return reply.messages().stream()
        .filter(NetlinkMessage.Generic.class::isInstance)
        .map(NetlinkMessage.Generic.class::cast)
        .filter(message -> message.sequence() == number)
        .toList();
  }

  // ---------------------------------------------------------------- changes

  @Override
  public List<Refusal> perform(List<TableOperation> operations) {
    List<Refusal> refusals = new ArrayList<>();
    int done = 0;
    try {
      Kernel open = open();
      while (done < operations.size()) {
        if (operations.get(done) instanceof TableOperation.OfMarks marks) {
          mark(marks).ifPresent(reason -> refusals.add(new Refusal(marks, reason)));
          done++;
          continue;
        }
        int end = done + 1;
        while (end < operations.size()
            && end < done + MESSAGES_AT_ONCE
            && !(operations.get(end) instanceof TableOperation.OfMarks)) {
          end++;
        }
        refusals.addAll(perform(open, operations.subList(done, end)));
        done = end;
      }
    } catch (HostException e) {
      // One that does not answer is not asked for the rest: each would have to wait.
      operations
          .subList(done, operations.size())
          .forEach(operation -> refusals.add(new Refusal(operation, e.getMessage())));
    }
    return refusals;
  }

  private Optional<String> mark(TableOperation.OfMarks operation) {
    return switch (operation) {
      case TableOperation.InstallMarks(PacketMarks marks) ->
          firewall.mark(marks.table(), marks.marks());
      case TableOperation.ChangeMarks(PacketMarks before, PacketMarks after) ->
          firewall.mark(after.table(), before.marks(), after.marks());
      case TableOperation.RemoveMarks(String table) ->
          firewall.remove(new Firewall(table, 0, false));
    };
  }

  private static List<Refusal> perform(Kernel open, List<TableOperation> operations)
      throws HostException {
    List<Refusal> refusals = new ArrayList<>();
    List<NetlinkMessage.Answer> answers = exchange(open, operations);
    for (int i = 0; i < operations.size(); i++) {
      TableOperation operation = operations.get(i);
      NetlinkMessage.Answer answer = answers.get(i);
      List<TableOperation> instead =
          answer.error() == TableErrors.EXISTS ? replacement(operation) : List.of();
      if (!instead.isEmpty()) {
        NetlinkMessage.Answer last = exchange(open, instead).getLast();
        refusals.add(
            last.error() == 0
                ? new Refusal(operation, TableErrors.REPLACED, true)
                : new Refusal(operation, TableErrors.explain(operation, last)));
      } else if (answer.error() != 0 && !isGone(operation, answer.error())) {
        refusals.add(new Refusal(operation, TableErrors.explain(operation, answer)));
      }
    }
    return refusals;
  }

  /**
   * Sends all at once. The answers are in their order; the kernel gives those only that are
   * refusals. It does not even answer one that asks for it if a sync daemon ends before it has
   * begun: that is its EINTR, of which netlink keeps silent.
   */
  private static List<NetlinkMessage.Answer> exchange(Kernel open, List<TableOperation> operations)
      throws HostException {
    List<byte[]> messages = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (TableOperation operation : operations) {
      int number = open.socket().nextSequence();
      numbers.add(number);
      messages.add(GenericFormat.answeredIfRefused(request(open.format(), operation, number)));
    }
    int last = open.socket().nextSequence();
    messages.add(GenericFormat.nothing(last));
    Map<Integer, NetlinkMessage.Answer> refusals = open.socket().exchange(messages, last);
    return numbers.stream()
        .map(number -> refusals.getOrDefault(number, new NetlinkMessage.Answer(number, 0, "")))
        .toList();
  }

  /** Whether what is to be removed is not there. */
  private static boolean isGone(TableOperation operation, int error) {
    return switch (operation) {
      case TableOperation.RemoveService _, TableOperation.StopSync _ ->
          error == TableErrors.NO_PROCESS;
      case TableOperation.RemoveDestination _ ->
          error == TableErrors.NO_PROCESS || error == TableErrors.NO_ENTRY;
      default -> false;
    };
  }

  /** What leads to the same where an addition finds that something is there. */
  private static List<TableOperation> replacement(TableOperation operation) {
    return switch (operation) {
      case TableOperation.AddService(ServiceEntry entry) ->
          List.of(new TableOperation.EditService(entry));
      case TableOperation.AddDestination(VirtualService service, Destination destination) ->
          List.of(new TableOperation.EditDestination(service, destination));
      case TableOperation.StartSync(ConnectionSync _, Table.SyncRole role) ->
          List.of(new TableOperation.StopSync(role), operation);
      default -> List.of();
    };
  }

  private static byte[] request(IpvsFormat format, TableOperation operation, int number) {
    return switch (operation) {
      case TableOperation.AddService(ServiceEntry entry) ->
          format.newService(written(entry), number);
      case TableOperation.EditService(ServiceEntry entry) ->
          format.setService(written(entry), number);
      case TableOperation.RemoveService(VirtualService service) ->
          format.deleteService(service, number);
      case TableOperation.AddDestination(VirtualService service, Destination destination) ->
          format.newDestination(service, written(destination), number);
      case TableOperation.EditDestination(VirtualService service, Destination destination) ->
          format.setDestination(service, written(destination), number);
      case TableOperation.RemoveDestination(VirtualService service, Destination.Key key) ->
          format.deleteDestination(service, key.address(), key.port(), number);
      case TableOperation.Flush() -> format.flush(number);
      case TableOperation.SetTimeouts(Timeouts timeouts) -> format.setTimeouts(timeouts, number);
      case TableOperation.StartSync(ConnectionSync sync, Table.SyncRole role) ->
          format.newDaemon(written(sync, role), number);
      case TableOperation.StopSync(Table.SyncRole role) -> format.deleteDaemon(state(role), number);
      case TableOperation.OfMarks _ ->
          throw new IllegalArgumentException(operation + " does not go over generic netlink");
    };
  }

  // ---------------------------------------------------------------- the same in other words

  private static IpvsService written(ServiceEntry entry) {
    return new IpvsService(entry.service(), entry.scheduler(), entry.persistence());
  }

  private static IpvsDestination written(Destination destination) {
    return new IpvsDestination(
        destination.key().address(),
        destination.key().port(),
        destination.forwarding(),
        destination.weight(),
        destination.upperThreshold(),
        destination.lowerThreshold());
  }

  private static Destination known(IpvsDestination destination) {
    return new Destination(
        new Destination.Key(destination.address(), destination.port()),
        destination.forwarding(),
        destination.weight(),
        destination.upperThreshold(),
        destination.lowerThreshold());
  }

  private static IpvsSyncDaemon written(ConnectionSync sync, Table.SyncRole role) {
    return new IpvsSyncDaemon(
        state(role),
        sync.interfaceName(),
        sync.id(),
        sync.maximumLength(),
        sync.port(),
        sync.timeToLive(),
        sync.group());
  }

  /** One that others have started may have what no plan has. */
  private static boolean canBePlanned(IpvsSyncDaemon daemon) {
    return daemon.id() <= LARGEST_ID
        && daemon.maximumLength().filter(length -> length > LARGEST_LENGTH).isEmpty();
  }

  private static ConnectionSync sync(IpvsSyncDaemon daemon) {
    return new ConnectionSync(
        daemon.interfaceName(),
        "",
        (int) daemon.id(),
        daemon.maximumLength(),
        daemon.port(),
        daemon.timeToLive(),
        daemon.group());
  }

  private static IpvsSyncDaemon.State state(Table.SyncRole role) {
    return switch (role) {
      case MASTER -> IpvsSyncDaemon.State.MASTER;
      case BACKUP -> IpvsSyncDaemon.State.BACKUP;
    };
  }

  private static Table.SyncRole role(IpvsSyncDaemon.State state) {
    return switch (state) {
      case MASTER -> Table.SyncRole.MASTER;
      case BACKUP -> Table.SyncRole.BACKUP;
    };
  }

  @Override
  public void close() {
    firewall.close();
    kernel.ifPresent(open -> open.socket().close());
    kernel = Optional.empty();
  }
}
