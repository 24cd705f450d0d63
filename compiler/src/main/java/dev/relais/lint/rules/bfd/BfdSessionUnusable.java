package dev.relais.lint.rules.bfd;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.HealthCheck;
import dev.relais.ast.TrackLine;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpSyncGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A session that is dropped is one that nothing can follow. */
public final class BfdSessionUnusable implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4028",
              "bfd-session-unusable",
              Severity.ERROR,
              "0.1",
              "A BFD session lacks its neighbour, mixes address families, or has another one's"
                  + " addresses.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private record Ends(Optional<IpAddress> source, IpAddress neighbor) {}

  @Override
  public void check(Model model, Sink sink) {
    Map<Ends, BfdInstance> known = new HashMap<>();
    model.config().all(BfdInstance.class).forEach(session -> check(model, session, known, sink));
  }

  private static void check(
      Model model, BfdInstance session, Map<Ends, BfdInstance> known, Sink sink) {
    if (session.neighbor().isEmpty()) {
      // One that cannot be read was reported where it stands.
      boolean written =
          session.settings().has("neighbor_ip") || session.settings().has("neighbour_ip");
      if (!written) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    session.span(),
                    "Session `%s` has no neighbour.".formatted(session.name().value()))
                .keepalived(Keepalived.reports("bfd-no-neighbor", "drops the session"))
                .help("write `neighbor_ip` with the address of the other end"));
      }
      return;
    }
    Located<IpAddress> neighbor = session.neighbor().get();
    Optional<Located<IpAddress>> source = session.source();
    if (source.filter(own -> own.value().family() != neighbor.value().family()).isPresent()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  source.get().span(),
                  "Nothing can be sent from `%s` to `%s`."
                      .formatted(source.get().value(), neighbor.value()))
              .also(neighbor.span(), "the neighbour")
              .keepalived(Keepalived.reports("bfd-address-families", "drops the session"))
              .help("use two addresses of the same family"));
      return;
    }
    Optional<BfdInstance> other =
        known.entrySet().stream()
            .filter(entry -> isSame(entry.getKey(), source.map(Located::value), neighbor.value()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (other.isPresent()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  neighbor.span(),
                  "Session `%s` has the same ends.".formatted(other.get().name().value()))
              .also(other.get().span(), "the other session")
              .keepalived(Keepalived.reports("bfd-address-duplicate", "drops the second session"))
              .help("remove one of them, or correct its address")
              .fix(removal(model, session)));
      return;
    }
    known.put(new Ends(source.map(Located::value), neighbor.value()), session);
  }

  /** Where nothing follows it; else its name would be missed. */
  private static Optional<Fix> removal(Model model, BfdInstance session) {
    Stream<TrackLine> trackers =
        Stream.concat(
            model.config().all(VrrpInstance.class).flatMap(i -> i.trackers().stream()),
            model.config().all(VrrpSyncGroup.class).flatMap(group -> group.trackers().stream()));
    Stream<String> tracked =
        trackers.filter(line -> line.kind() == TrackLine.Kind.BFD).map(line -> line.name().value());
    Stream<String> checked =
        model.services().stream()
            .flatMap(service -> service.source().realServers().stream())
            .flatMap(real -> real.checks().stream())
            .flatMap(check ->
                check instanceof HealthCheck.Bfd bfd ? bfd.session().stream() : Stream.empty())
            .map(Located::value);
    return Stream.concat(tracked, checked).anyMatch(session.name().value()::equals)
        ? Optional.empty()
        : model.config().top().removalOf(session.name().span(), "Remove the second one.", false);
  }

  /** A session without a source is one with every source. */
  private static boolean isSame(Ends ends, Optional<IpAddress> source, IpAddress neighbor) {
    return ends.neighbor().equals(neighbor)
        && (ends.source().isEmpty() || source.isEmpty() || ends.source().equals(source));
  }
}
