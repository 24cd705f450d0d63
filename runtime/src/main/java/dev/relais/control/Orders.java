package dev.relais.control;

import dev.relais.control.Outcome.RealServerReport;
import dev.relais.control.Outcome.VirtualServerReport;
import dev.relais.engine.Event;
import dev.relais.engine.ServerSelection;
import dev.relais.engine.VirtualServerStatus;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualServer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Does what operators ask for. */
public final class Orders {
  private static final int NAMES_SHOWN = 5;

  private final Supplier<List<VirtualServerStatus>> status;

  /** Asks how virtual servers are doing whenever it has to know. */
  public Orders(Supplier<List<VirtualServerStatus>> status) {
    this.status = status;
  }

  /**
   * Does what a line asks for.
   *
   * @param happen lets an event happen, with all that follows from it
   * @return the line that answers
   */
  public String answer(String line, Consumer<Event> happen) {
    return ControlFormat.write(outcome(line, happen));
  }

  private Outcome outcome(String line, Consumer<Event> happen) {
    try {
      return switch (ControlFormat.order(line)) {
        case Order.Status(Optional<String> words) -> status(words);
        case Order.Weight(ServerSelection selection, Optional<Integer> weight) ->
            weigh(selection, weight, happen);
      };
    } catch (ControlFormat.NotUnderstoodException e) {
      return new Outcome.Refused(
          "the order cannot be understood: " + e.getMessage(),
          "use the `relais` of the release that the daemon has");
    }
  }

  private Outcome status(Optional<String> words) {
    List<VirtualServerReport> reports =
        status.get().stream()
            .filter(one ->
                words.filter(named -> !ServerSelection.isNamed(one.server(), named)).isEmpty())
            .map(one -> report(one, _ -> true))
            .toList();
    return words.isPresent() && reports.isEmpty()
        ? unknownVirtualServer(words.get())
        : new Outcome.Servers(reports);
  }

  private Outcome weigh(
      ServerSelection selection, Optional<Integer> weight, Consumer<Event> happen) {
    List<VirtualServerStatus> owners =
        status.get().stream().filter(one -> selection.includes(one.server())).toList();
    if (owners.isEmpty()) {
      return unknownVirtualServer(selection.virtualServer().orElse(""));
    }
    if (selected(selection).isEmpty()) {
      return new Outcome.Refused(
          "there is no real server " + selection,
          choice(
              owners.stream()
                  .flatMap(one -> one.realServers().stream())
                  .map(real -> real.server().name())
                  .distinct()
                  .toList()));
    }
    happen.accept(
        new Event.WeightOrdered(
            selection, weight.map(OptionalInt::of).orElseGet(OptionalInt::empty)));
    return new Outcome.Servers(selected(selection));
  }

  /** Virtual servers with the real servers that are meant, if any. */
  private List<VirtualServerReport> selected(ServerSelection selection) {
    return status.get().stream()
        .map(one -> report(one, real -> selection.includes(one.server(), real)))
        .filter(report -> !report.realServers().isEmpty())
        .toList();
  }

  private Outcome.Refused unknownVirtualServer(String words) {
    List<String> names = status.get().stream().map(one -> one.server().name()).toList();
    return names.isEmpty()
        ? new Outcome.Refused(
            "the daemon balances no load now",
            "give it a configuration with a `virtual_server`; its log says if the kernel has no IPVS")
        : new Outcome.Refused("there is no virtual server `%s`".formatted(words), choice(names));
  }

  private static String choice(List<String> names) {
    if (names.isEmpty()) {
      return "its virtual servers have no real server";
    }
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.size() > NAMES_SHOWN
        ? "there are %s and %d more; `relais ctl status` lists them"
            .formatted(shown, names.size() - NAMES_SHOWN)
        : (names.size() == 1 ? "there is " : "there are ") + shown;
  }

  private static VirtualServerReport report(
      VirtualServerStatus status, Predicate<RealServer> shown) {
    VirtualServer server = status.server();
    return new VirtualServerReport(
        server.name(),
        status.quorum(),
        status.weight(),
        server.quorum(),
        status.suspended(),
        status.realServers().stream()
            .filter(real -> shown.test(real.server()))
            .map(real ->
                new RealServerReport(
                    server.nameOf(real.server()),
                    real.up(),
                    real.starting().orElse(real.weight()),
                    real.server().weight(),
                    real.byHand().stream().boxed().findFirst(),
                    real.starting().isPresent()))
            .toList());
  }
}
