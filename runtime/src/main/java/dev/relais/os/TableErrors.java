package dev.relais.os;

import dev.relais.ipvs.Destination;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.Forwarding;
import dev.relais.plan.VirtualService;
import dev.relais.wire.NetlinkMessage;

/** What refusals of the kernel's table of virtual services mean, and what to do about them. */
final class TableErrors {
  static final int NO_ENTRY = 2;
  static final int NO_PROCESS = 3;
  static final int EXISTS = 17;

  private static final int NOT_PERMITTED = 1;
  private static final int NO_DEVICE = 19;
  private static final int INVALID = 22;
  private static final int FAMILY_NOT_SUPPORTED = 97;

  static final String NO_TABLE =
      "this kernel has no IPVS: run `modprobe ip_vs`, or install the kernel's modules;"
          + " a container needs it on its host";

  static final String NOT_ALLOWED =
      "the capability CAP_NET_ADMIN is missing: run as root, or in a container with"
          + " `--cap-add NET_ADMIN`";

  static final String REPLACED = "somebody else has added it: it was changed to what is asked for";

  private static final String NO_SERVICE =
      "its service is not there any more: somebody else has removed it";

  private static final String MIXED = "a real server of another family than its service";

  private TableErrors() {}

  /** Why nothing can be read or written. */
  static String explain(NetlinkMessage.Answer answer) {
    return switch (answer.error()) {
      case NOT_PERMITTED -> NOT_ALLOWED;
      case FAMILY_NOT_SUPPORTED -> "the IPVS of this kernel has no IPv6";
      default -> NetlinkSocket.words(answer);
    };
  }

  /** Why a change was refused. */
  static String explain(TableOperation operation, NetlinkMessage.Answer answer) {
    return switch (answer.error()) {
      case NO_ENTRY -> missing(operation);
      case NO_PROCESS ->
          operation instanceof TableOperation.EditService
              ? "it is not there any more: somebody else has removed it"
              : NO_SERVICE;
      case NO_DEVICE ->
          operation instanceof TableOperation.StartSync start
              ? "there is no interface `%s`".formatted(start.sync().interfaceName())
              : explain(answer);
      case INVALID -> invalid(operation, answer);
      default -> explain(answer);
    };
  }

  private static String missing(TableOperation operation) {
    return switch (operation) {
      case TableOperation.AddService(ServiceEntry entry) -> missingModule(entry);
      case TableOperation.EditService(ServiceEntry entry) -> missingModule(entry);
      default -> "it is not there any more: somebody else has removed it";
    };
  }

  /** The kernel does not say which of the two it is. */
  private static String missingModule(ServiceEntry entry) {
    String scheduler = entry.scheduler().name();
    return entry
        .persistence()
        .flatMap(persistence -> persistence.engine())
        .map(engine ->
            ("scheduler `%1$s` or persistence engine `%2$s` is not there: run `modprobe ip_vs_%1$s`"
                    + " and `modprobe ip_vs_pe_%2$s`")
                .formatted(scheduler, engine))
        .orElseGet(
            () -> "scheduler `%1$s` is not there: run `modprobe ip_vs_%1$s`".formatted(scheduler));
  }

  private static String invalid(TableOperation operation, NetlinkMessage.Answer answer) {
    return switch (operation) {
      case TableOperation.AddDestination(var service, var destination) ->
          invalid(service, destination);
      case TableOperation.EditDestination(var service, var destination) ->
          invalid(service, destination);
      case TableOperation.StartSync _ ->
          "the kernel takes no sync daemon while there is "
              + MIXED
              + ", and none with a group or a length that it cannot use";
      default -> explain(answer);
    };
  }

  private static String invalid(VirtualService service, Destination destination) {
    if (destination.key().address().family() == service.family()) {
      return "`%s` is not the address of a single host, or of none that can be reached"
          .formatted(destination.key().address());
    }
    return destination.forwarding() instanceof Forwarding.Tunneling
        ? MIXED + " and a sync daemon exclude each other: remove one of the two"
        : MIXED + " can be reached through a tunnel only: write `lvs_method TUN`";
  }
}
