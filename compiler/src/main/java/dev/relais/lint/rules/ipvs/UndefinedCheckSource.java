package dev.relais.lint.rules.ipvs;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a check follows has to be defined before it, and once. */
public final class UndefinedCheckSource implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4021",
          "undefined-check-source",
          Severity.ERROR,
          "0.1",
          "A check follows a BFD session or a file that is not defined before it.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Set<String> files = new HashSet<>();
    Map<String, BfdInstance> sessions = new HashMap<>();
    for (TopBlock block : model.config().blocks()) {
      switch (block) {
        case BfdInstance session -> sessions.put(session.name().value(), session);
        case VirtualServer server ->
            server.realServers().forEach(real -> check(real, files, sessions, sink));
        default -> trackedFile(block).ifPresent(files::add);
      }
    }
  }

  /** The name of {@code track_file NAME} or {@code vrrp_track_file NAME}. */
  private static Optional<String> trackedFile(TopBlock block) {
    String[] words = block.span().text().split("\\s+", 2);
    return words.length == 2 && words[0].endsWith("track_file")
        ? Optional.of(words[1].replace("\"", ""))
        : Optional.empty();
  }

  private static void check(
      RealServer real, Set<String> files, Map<String, BfdInstance> sessions, Sink sink) {
    Map<String, Located<String>> followed = new HashMap<>();
    for (HealthCheck check : real.checks()) {
      switch (check) {
        case HealthCheck.TrackedFile file ->
            file.file()
                .filter(name -> !files.contains(name.value()))
                .ifPresent(
                    name -> sink.report(undefined(name, "`track_file`", "file-check-unknown")));
        case HealthCheck.Bfd bfd ->
            bfd.session()
                .ifPresent(name -> {
                  BfdInstance session = sessions.get(name.value());
                  Located<String> first = followed.putIfAbsent(name.value(), name);
                  if (session == null) {
                    sink.report(undefined(name, "`bfd_instance`", "bfd-check-unknown"));
                  } else if (!session.isForChecks()) {
                    sink.report(
                        undefined(name, "`bfd_instance` for checks", "bfd-check-unknown")
                            .also(session.span(), "this one is for VRRP only"));
                  } else if (first != null) {
                    sink.report(
                        Diagnostic.of(
                                INFO,
                                name.span(),
                                "This real server follows session `%s` already."
                                    .formatted(name.value()))
                            .severity(Severity.WARNING)
                            .also(first.span(), "the first check")
                            .keepalived(
                                Keepalived.reports("bfd-check-duplicate", "drops the second check"))
                            .help("remove one of them"));
                  }
                });
        default -> {}
      }
    }
  }

  private static Diagnostic undefined(Located<String> name, String what, String check) {
    return Diagnostic.of(
            INFO,
            name.span(),
            "No %s `%s` is defined before this check.".formatted(what, name.value()))
        .keepalived(Keepalived.reports(check, "drops the check"))
        .help("define it further up, or correct the name");
  }
}
