package dev.relais.lint.rules.ipvs;

import dev.relais.ast.VirtualServer.Head;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.schema.Spelling;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** A virtual server of a group that does not exist serves nothing. */
public final class UndefinedVirtualServerGroup implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4018",
              "undefined-virtual-server-group",
              Severity.ERROR,
              "0.1",
              "A virtual server names a group that is not defined.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    List<String> names =
        model.config().all(VirtualServerGroup.class).map(group -> group.name().value()).toList();
    for (VirtualService service : model.services()) {
      if (service.head().value() instanceof Head.Group named && service.group().isEmpty()) {
        sink.report(found(service, named.name(), names));
      }
    }
  }

  private static Diagnostic found(VirtualService service, String name, List<String> names) {
    Diagnostic found =
        Diagnostic.of(
                INFO,
                service.head().span(),
                "There is no `virtual_server_group %s`.".formatted(name))
            .keepalived(
                Keepalived.reports(
                    "log-vs-group-unknown",
                    "drops the virtual server, and says so in the log only"));
    return Spelling.nearest(name, names)
        .map(other ->
            found.help("did you mean `%s`?".formatted(other)).fix(renamed(service, name, other)))
        .orElse(found.help("define the group, or correct the name"));
  }

  private static Optional<Fix> renamed(VirtualService service, String name, String other) {
    SourceSpan head = service.head().span();
    return Optional.of(head)
        .filter(_ -> head.text().endsWith(name))
        .map(
            _ -> new SourceSpan(head.file(), head.end() - name.length(), head.end(), head.origin()))
        .map(word -> Fix.unsafe("Write `%s`.".formatted(other), new TextEdit(word, other)));
  }
}
