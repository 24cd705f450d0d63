package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file that was copied and not changed makes two hosts that want the same. */
public final class IdenticalConfigurations implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3014",
          "identical-configurations",
          Severity.WARNING,
          "0.1",
          "Two hosts run the same file, which says nothing of which host it is for.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Fleet fleet, Sink sink) {
    Map<String, Host> first = new HashMap<>();
    for (Host host : fleet.hosts()) {
      if (!host.model().instances().isEmpty()) {
        words(host.model().config().main())
            .ifPresent(words -> {
              Host earlier = first.putIfAbsent(words, host);
              if (earlier != null) {
                sink.report(found(earlier, host));
              }
            });
      }
    }
  }

  /** Without comments and layout; empty if it may mean something else on each host. */
  private static Optional<String> words(SourceFile file) {
    List<String> words = new ArrayList<>();
    for (String line : file.text().lines().toList()) {
      String text = line.strip();
      if (text.startsWith("@") || text.startsWith("include") || text.contains("$")) {
        return Optional.empty();
      }
      if (!text.isEmpty() && text.charAt(0) != '#' && text.charAt(0) != '!') {
        words.add(text.replaceAll("\\s+", " "));
      }
    }
    return Optional.of(String.join("\n", words));
  }

  private static Diagnostic found(Host earlier, Host host) {
    Instance instance = host.model().instances().getFirst();
    boolean deliberate =
        host.model().instances().stream()
            .allMatch(each -> !each.preempt() && each.state().value() == Instance.State.BACKUP);
    return Diagnostic.of(
            INFO,
            instance.source().span(),
            "`%s` and `%s` run the same configuration.".formatted(earlier.name(), host.name()))
        .severity(deliberate ? Severity.NOTE : Severity.WARNING)
        .also(earlier.model().instances().getFirst().source().span(), "the other host")
        .keepalived(
            Keepalived.silent(
                "lets whoever starts first have the address, and the higher interface address decide"
                    + " if they start together"))
        .help(
            "give the hosts different priorities; `@HOST` in front of a line, with `config_id`, keeps"
                + " them in one file");
  }
}
