package dev.relais.lint.rules.vrrp;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Settings;
import dev.relais.bind.GlobalBlock;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.Origin;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** Some settings need a firewall, and nftables is the one if no other is named. */
public final class FirewallByDefault implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2033",
              "firewall-by-default",
              Severity.NOTE,
              "0.1",
              "A table of nftables is made that nobody asked for.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final List<String> FIREWALLS = List.of("nftables", "vrrp_iptables");

  /** One finding a host: the answer is the same for all its instances. */
  @Override
  public void check(Model model, Sink sink) {
    boolean named =
        model
            .config()
            .all(GlobalDefs.class)
            .anyMatch(block -> FIREWALLS.stream().anyMatch(block.settings()::has));
    if (!named) {
      model.instances().stream()
          .flatMap(instance -> cause(instance).stream())
          .findFirst()
          .ifPresent(cause -> sink.report(found(cause).fix(named(model))));
    }
  }

  private static Optional<SourceSpan> cause(Instance instance) {
    Settings in = instance.source().settings();
    return in.flag("use_vmac")
        .or(() -> in.flag("no_accept"))
        .or(() -> instance.strict() ? Optional.of(instance.source().span()) : Optional.empty());
  }

  /** What keepalived uses anyway; iptables are the other choice. */
  private static Fix named(Model model) {
    return Fix.unsafe(
        "Add `nftables`.",
        GlobalBlock.add(model.config().main(), Origin.WRITTEN, List.of("nftables")));
  }

  private static Diagnostic found(SourceSpan cause) {
    return Diagnostic.of(
            INFO,
            cause,
            "This needs a firewall, and neither `nftables` nor `vrrp_iptables` is there.")
        .keepalived(
            Keepalived.reports("log-firewall-default", "makes a table `keepalived` of nftables"))
        .help("write `nftables` in `global_defs`, so that others know of the table");
  }
}
