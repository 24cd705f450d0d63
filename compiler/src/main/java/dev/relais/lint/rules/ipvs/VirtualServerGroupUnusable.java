package dev.relais.lint.rules.ipvs;

import dev.relais.ast.VirtualServerGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import java.util.Optional;

/** A group that is dropped takes its virtual servers along. */
public final class VirtualServerGroupUnusable implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4017",
          "virtual-server-group-unusable",
          Severity.ERROR,
          "0.1",
          "A group of virtual servers is empty, or mixes what cannot be mixed.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(VirtualServerGroup.class)
        .forEach(group -> {
          // Lines that cannot be read are reported where they stand.
          if (group.entries().isEmpty() && group.lines() == 0) {
            sink.report(empty(group));
          }
          mixed(group).ifPresent(sink::report);
        });
  }

  private static Diagnostic empty(VirtualServerGroup group) {
    return Diagnostic.of(
            INFO, group.span(), "The group `%s` has no entries.".formatted(group.name().value()))
        .keepalived(Keepalived.reports("vsg-empty", "drops the group"))
        .help("write the addresses or marks that it serves");
  }

  private static Optional<Diagnostic> mixed(VirtualServerGroup group) {
    boolean inet = group.entries().stream().anyMatch(entry -> isOf(AddressFamily.INET, entry));
    boolean inet6 = group.entries().stream().anyMatch(entry -> isOf(AddressFamily.INET6, entry));
    return group.entries().stream()
        .filter(entry -> entry instanceof VirtualServerGroup.Mark mark && mark.family().isEmpty())
        .filter(_ -> inet && inet6)
        .findFirst()
        .map(mark ->
            Diagnostic.of(
                    INFO,
                    mark.span(),
                    "A mark has to say its family in a group that has addresses of both.")
                .also(group.span(), "the group")
                .keepalived(Keepalived.reports("vsg-mixed-families", "drops the group"))
                .help("write `inet` or `inet6` behind the mark"));
  }

  private static boolean isOf(AddressFamily family, VirtualServerGroup.Entry entry) {
    return switch (entry) {
      case VirtualServerGroup.Addresses addresses -> addresses.first().family() == family;
      case VirtualServerGroup.Mark mark -> mark.family().filter(family::equals).isPresent();
    };
  }
}
